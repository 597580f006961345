import { createHash, type Hash } from 'node:crypto'
import {
  ContentAny,
  ContentBinary,
  ContentDoc,
  ContentEmbed,
  ContentFormat,
  ContentJSON,
  ContentString,
  ContentType,
  XmlElement,
  XmlHook,
  type Doc,
  type Item,
} from 'yjs'

/**
 * Stands for all that people can see of a document: its types, what is in them and in what order. The same content gives
 * the same digest, in whatever pieces Yjs keeps it.
 */
export function contentDigest(doc: Doc): string {
  const hash = createHash('sha256')
  for (const name of [...doc.share.keys()].sort()) {
    const type = doc.share.get(name)
    // Asking for a root type makes it; one that holds nothing is no content.
    if (!type || (!type._start && type._map.size === 0)) continue
    hash.update(`root ${JSON.stringify(name)}\n`)
    addType(hash, type)
  }
  return hash.digest('base64url')
}

/** The part of Yjs' types in which their content is. */
interface SharedType {
  readonly _start: Item | null
  readonly _map: ReadonlyMap<string, Item>
}

/** What is left to be told of a type. With a stack, for a hostile document may nest deeper than calls can. */
interface Frame {
  next: Item | null
  readonly entries: [string, Item][]
}

function addType(hash: Hash, root: SharedType): void {
  const frames = [frameOf(root)]
  for (let frame = frames.at(-1); frame; frame = frames.at(-1)) {
    let item: Item
    if (frame.next) {
      item = frame.next
      frame.next = item.right
    } else {
      const entry = frame.entries.pop()
      if (!entry) {
        hash.update('\n.\n')
        frames.pop()
        continue
      }
      hash.update(`\nkey ${JSON.stringify(entry[0])} `)
      item = entry[1]
    }
    const inner = item.deleted ? undefined : addItem(hash, item)
    if (inner) frames.push(frameOf(inner))
  }
}

function frameOf(type: SharedType): Frame {
  const entries = [...type._map]
    .filter(([, { deleted }]) => !deleted)
    .sort(([one], [other]) => (one < other ? 1 : -1))
  return { next: type._start, entries }
}

/** Returns the type that the item brings, if it brings one. */
function addItem(hash: Hash, { content }: Item): SharedType | undefined {
  if (content instanceof ContentString) hash.update(content.str, 'utf16le')
  else if (content instanceof ContentAny || content instanceof ContentJSON)
    for (const value of content.arr) hash.update(`\nvalue ${written(value)}`)
  else if (content instanceof ContentBinary) hash.update('\nbytes ').update(content.content)
  else if (content instanceof ContentEmbed) hash.update(`\nembed ${written(content.embed)}`)
  else if (content instanceof ContentFormat)
    hash.update(`\nformat ${JSON.stringify(content.key)} ${written(content.value)}`)
  else if (content instanceof ContentDoc) hash.update(`\ndocument ${content.doc.guid}`)
  else if (content instanceof ContentType) {
    const type: SharedType = content.type
    hash.update(`\ntype ${type.constructor.name} ${nameOf(type)}`)
    return type
  }
  return undefined
}

const nameOf = (type: SharedType): string =>
  type instanceof XmlElement ? type.nodeName : type instanceof XmlHook ? type.hookName : ''

const written = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'bigint'
      ? `${inner}n`
      : inner instanceof Uint8Array
        ? Buffer.from(inner).toString('base64')
        : inner,
  ) ?? 'undefined'
