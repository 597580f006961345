import {
  Array as YArray,
  ContentEmbed,
  ContentFormat,
  ContentString,
  ContentType,
  Doc,
  Map as YMap,
  Text,
  XmlElement,
  XmlFragment,
  XmlHook,
  XmlText,
  type AbstractType,
  type Item,
  type YEvent,
} from 'yjs'

/** A document's content, for people to look at. */
export interface DocumentState {
  readonly roots: readonly RootState[]
  /** Whether something was left out because there is too much of it; where, a text `…` stands. */
  readonly isCut: boolean
}

/** One type at the top of a document. */
export interface RootState {
  readonly name: string
  /** By what it holds: Yjs does not store which type it is. `empty`: nothing any more. */
  readonly kind: 'text' | 'map' | 'array' | 'xml' | 'empty'
  readonly value: unknown
}

export interface StateBounds {
  /** About how much is told, in characters of JSON. */
  readonly maxLength: number
  /** How deep. */
  readonly maxDepth: number
}

const CUT = '…'

/** Tells what a document holds, and no more of it than the bounds allow, however much there is. */
export function describeState(doc: Doc, bounds: StateBounds): DocumentState {
  const walk = new Walk(bounds)
  const roots: RootState[] = []
  for (const name of [...doc.share.keys()].sort()) {
    if (!walk.spend(name.length + 20)) break
    roots.push(describeRoot(name, doc, walk))
  }
  return { roots, isCut: walk.isCut }
}

/** What is left of the bounds. */
class Walk {
  #left: number
  readonly maxDepth: number
  isCut = false

  constructor({ maxLength, maxDepth }: StateBounds) {
    this.#left = maxLength
    this.maxDepth = maxDepth
  }

  /** Whether there is room for so many characters more. */
  spend(length: number): boolean {
    if (this.#left <= 0) return this.cut()
    this.#left -= length
    return true
  }

  /** As much of a text as there is room for. */
  text(text: string): string {
    const fitting = text.slice(0, Math.max(0, this.#left))
    this.#left -= fitting.length + 2
    if (fitting.length === text.length) return text
    this.cut()
    return `${fitting}${CUT}`
  }

  cut(): false {
    this.isCut = true
    return false
  }
}

function describeRoot(name: string, doc: Doc, walk: Walk): RootState {
  const type = doc.share.get(name)
  const kind = type ? kindOf(type) : 'empty'
  switch (kind) {
    case 'map':
      return { name, kind, value: mapOf(doc.getMap(name), walk, 0) }
    case 'array':
      return { name, kind, value: arrayOf(doc.getArray(name), walk, 0) }
    case 'text':
      return { name, kind, value: textOf(doc.getText(name), walk) }
    case 'xml':
      return { name, kind, value: xmlOf(doc.getXmlFragment(name), walk, 0) }
    case 'empty':
      return { name, kind, value: null }
  }
}

/** By the first thing in it that is not deleted. */
function kindOf(type: AnyType): RootState['kind'] {
  for (let item = type._start; item !== null; item = item.right) {
    const { deleted, content } = item
    if (deleted) continue
    if (content instanceof ContentType) return isXml(content.type) ? 'xml' : 'array'
    // Texts come in pieces of characters, formats and embedded objects; arrays have values.
    const isPiece = [ContentString, ContentFormat, ContentEmbed].some(
      (one) => content instanceof one,
    )
    return isPiece ? 'text' : 'array'
  }
  for (const item of type._map.values()) if (!item.deleted) return 'map'
  return 'empty'
}

type AnyType = Pick<AbstractType<YEvent<never>>, '_start' | '_map'>

const isXml = (type: unknown): boolean =>
  type instanceof XmlElement || type instanceof XmlText || type instanceof XmlFragment

function describeValue(value: unknown, walk: Walk, depth: number): unknown {
  if (depth > walk.maxDepth) {
    walk.cut()
    return CUT
  }
  if (value instanceof XmlText || value instanceof XmlElement || value instanceof XmlFragment)
    return xmlOf(value, walk, depth)
  if (value instanceof Text) return textOf(value, walk)
  if (value instanceof YMap) return mapOf(value, walk, depth)
  if (value instanceof YArray) return arrayOf(value, walk, depth)
  if (value instanceof Doc) return { subdocument: walk.text(value.guid) }
  return plain(value, walk, depth)
}

/** What is no type of Yjs: JSON, and bytes. */
function plain(value: unknown, walk: Walk, depth: number): unknown {
  if (typeof value === 'string') return walk.text(value)
  if (value instanceof Uint8Array) return { bytes: value.byteLength }
  if (typeof value === 'bigint') return walk.text(String(value))
  if (typeof value !== 'object' || value === null) {
    walk.spend(6)
    return value === undefined ? null : value
  }
  if (Array.isArray(value)) return listOf(value, walk, depth)
  return entriesOf(Object.entries(value), walk, depth)
}

const mapOf = (map: YMap<unknown>, walk: Walk, depth: number): unknown =>
  entriesOf(map.entries(), walk, depth)

function entriesOf(
  entries: Iterable<readonly [string, unknown]>,
  walk: Walk,
  depth: number,
): unknown {
  const told: [string, unknown][] = []
  for (const [key, value] of entries) {
    if (!walk.spend(key.length + 4)) {
      told.push([CUT, CUT])
      break
    }
    told.push([key, describeValue(value, walk, depth + 1)])
  }
  // Not by assigning: a key can be `__proto__`.
  return Object.fromEntries(told)
}

const arrayOf = (array: YArray<unknown>, walk: Walk, depth: number): unknown =>
  listOf(array, walk, depth)

function listOf(values: Iterable<unknown>, walk: Walk, depth: number): unknown {
  const told: unknown[] = []
  for (const value of values) {
    if (!walk.spend(2)) {
      told.push(CUT)
      break
    }
    told.push(describeValue(value, walk, depth + 1))
  }
  return told
}

/** Its characters, without formats; what is embedded is one character (U+FFFC), as in editors. */
function textOf(text: Text, walk: Walk): string {
  let characters = ''
  for (let item: Item | null = text._start; item !== null; item = item.right) {
    if (item.deleted || !item.countable) continue
    const piece = item.content instanceof ContentString ? item.content.str : '\uFFFC'
    const fitting = walk.text(piece)
    characters += fitting
    if (fitting.length !== piece.length) break
  }
  return characters
}

/** An element as `{ name: [children] }`, with its attributes beside; a fragment as its children. */
function xmlOf(node: unknown, walk: Walk, depth: number): unknown {
  if (depth > walk.maxDepth || !walk.spend(8)) {
    walk.cut()
    return CUT
  }
  if (node instanceof XmlText) return textOf(node, walk)
  if (node instanceof XmlHook) return { hook: walk.text(node.hookName) }
  if (!(node instanceof XmlFragment)) return describeValue(node, walk, depth + 1)
  const children: unknown[] = []
  for (let item = node._start; item !== null; item = item.right) {
    if (item.deleted) continue
    if (!walk.spend(2)) {
      children.push(CUT)
      break
    }
    const { content } = item
    if (content instanceof ContentType) children.push(xmlOf(content.type, walk, depth + 1))
    else children.push(listOf(content.getContent(), walk, depth + 1))
  }
  if (!(node instanceof XmlElement)) return children
  const attributes = Object.entries(node.getAttributes())
  return {
    element: walk.text(node.nodeName),
    ...(attributes.length === 0 ? {} : { attributes: entriesOf(attributes, walk, depth + 1) }),
    children,
  }
}
