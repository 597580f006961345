import type { Node } from '@tiptap/pm/model'
import type { EditorState, Transaction } from '@tiptap/pm/state'
import { Mapping, StepMap } from '@tiptap/pm/transform'
import { Decoration, DecorationSet } from '@tiptap/pm/view'
import { field } from '../../collaboration/person.ts'
import { highlight } from './highlight.ts'
import { isFromOthers } from './place-after-change.ts'

/** Code up to this long is colored anew at each keystroke; longer code when one stops typing. */
const AT_ONCE_LENGTH = 6_000

/** The colors of all code in a document, as far as they are known. */
export interface CodeColors {
  readonly colors: DecorationSet
  /** Blocks that have all their colors. */
  readonly done: ReadonlySet<Node>
}

const REFRESH = 'weftCodeColors'

class Refresh {
  readonly isOver: () => boolean

  constructor(isOver: () => boolean) {
    this.isOver = isOver
  }
}

/** Makes a transaction that looks at code whose colors are out of date, as much as fits into the time. */
export const refreshColors = (tr: Transaction, isOver: () => boolean): Transaction =>
  tr.setMeta(REFRESH, new Refresh(isOver))

/** The colors after a transaction: they move with the text; what was touched is looked at anew if it is short. */
export function applyToColors(
  transaction: Transaction,
  before: CodeColors | undefined,
  { doc }: EditorState,
): CodeColors {
  const meta: unknown = transaction.getMeta(REFRESH)
  const isOver = meta instanceof Refresh ? meta.isOver : undefined
  if (before && !transaction.docChanged && !isOver) return before
  const { mapping, from, to } = changeOf(transaction, doc)
  const colors = before?.colors.map(mapping, doc) ?? DecorationSet.empty
  const draft: Draft = { doc, colors, done: new Set() }
  let hasPainted = false
  doc.descendants((node, position) => {
    if (node.type.name !== 'codeBlock') return !node.isTextblock
    const isTouched = position <= to && position + node.nodeSize >= from
    const isDone = before?.done.has(node) || (!isTouched && isSame(before, node))
    if (isDone) draft.done.add(node)
    // One in any case: on a busy machine the time may be over before it begins.
    else if (isOver ? !hasPainted || !isOver() : isTouched && before && isShort(node)) {
      paint(draft, node, position)
      hasPainted = true
    }
    return false
  })
  return draft
}

const isShort = (node: Node): boolean => node.content.size <= AT_ONCE_LENGTH

/** Whether there is code whose colors are out of date. */
export function isStale({ done }: CodeColors, doc: Node): boolean {
  let isFound = false
  doc.descendants((node) => {
    if (node.type.name === 'codeBlock' && !done.has(node)) isFound = true
    return !isFound && !node.isTextblock
  })
  return isFound
}

interface Draft {
  readonly doc: Node
  colors: DecorationSet
  readonly done: Set<Node>
}

// After somebody else's change the binding makes all nodes anew, also those that are as they were.
function isSame(before: CodeColors | undefined, node: Node): boolean {
  for (const each of before?.done ?? []) if (each.eq(node)) return true
  return false
}

function paint(draft: Draft, node: Node, position: number): void {
  const start = position + 1
  const language: unknown = node.attrs['language']
  const tokens = typeof language === 'string' ? highlight(language, node.textContent) : []
  const old = draft.colors.find(start, position + node.nodeSize - 1)
  const wanted = tokens.map(({ from, to, className }) =>
    Decoration.inline(start + from, start + to, { class: className }, { className }),
  )
  const { fresh, stale } = difference(old, wanted)
  draft.colors = draft.colors.remove(stale).add(draft.doc, fresh)
  draft.done.add(node)
}

/** What is to be added and what is to go: most of a block keeps its colors while somebody types in it. */
function difference(old: readonly Decoration[], wanted: readonly Decoration[]) {
  const name = ({ from, to, spec }: Decoration) =>
    `${from} ${to} ${String(field(spec, 'className'))}`
  const there = new Map(old.map((each) => [name(each), each]))
  const fresh = wanted.filter((each) => !there.delete(name(each)))
  return { fresh, stale: [...there.values()] }
}

function changeOf(transaction: Transaction, doc: Node) {
  const { before, mapping } = transaction
  if (!isFromOthers(transaction)) {
    let [from, to] = [doc.content.size, 0]
    mapping.maps.forEach((map, index) => {
      const rest = mapping.slice(index + 1)
      map.forEach((_from, _to, start, end) => {
        from = Math.min(from, rest.map(start, -1))
        to = Math.max(to, rest.map(end))
      })
    })
    return { mapping, from, to }
  }
  // The binding replaces the whole document; what differs is what has changed.
  const start = before.content.findDiffStart(doc.content)
  const end = before.content.findDiffEnd(doc.content)
  if (start === null || end === null)
    return { mapping: new Mapping(), from: doc.content.size, to: 0 }
  const overlap = Math.max(0, start - Math.min(end.a, end.b))
  const [oldEnd, newEnd] = [end.a + overlap, end.b + overlap]
  return {
    mapping: new Mapping([new StepMap([start, oldEnd - start, newEnd - start])]),
    from: start,
    to: newEnd,
  }
}
