import type { Node } from '@tiptap/pm/model'
import { type EditorState, PluginKey, type Transaction } from '@tiptap/pm/state'
import { Decoration, DecorationSet } from '@tiptap/pm/view'
import { ySyncPluginKey } from '@tiptap/y-tiptap'
import { field } from '../collaboration/person.ts'
import type { LateState } from '../editor/late-plugin.ts'
import type { Anchor } from './anchor.ts'
import { differenceOf, movedByOthers, movedByOwn, type Place } from './places.ts'
import type { Range } from './text-layout.ts'

/** A thread as the text knows it. */
export interface Mark {
  readonly anchor: Anchor
  readonly place: Place
  /** Whether it is seen in the text: not when it is resolved. */
  readonly isShown: boolean
}

export interface MarksContent {
  readonly marks: ReadonlyMap<string, Mark>
  /** The thread that is looked at: the one at the caret, until another is pointed out. */
  readonly current: string | undefined
  /** Whether each thread can be found on the page by {@link threadElementId}. */
  readonly isListed: boolean
}

/** The ID of the element that shows a thread, to which its text refers. */
export function threadElementId(id: string): string {
  return `comment-thread-${id}`
}

const changeKey = new PluginKey('comment marks')

class Change {
  readonly content: Partial<MarksContent>

  constructor(content: Partial<MarksContent>) {
    this.content = content
  }
}

export function withMarks(transaction: Transaction, change: Partial<MarksContent>): Transaction {
  return transaction.setMeta(changeKey, new Change(change))
}

/** The places of all threads, moved along with the text, and how they look in it. */
export class Marks implements LateState {
  readonly content: MarksContent
  readonly decorations: DecorationSet

  constructor(content: MarksContent, doc: Node) {
    this.content = content
    this.decorations = decorationsOf(content, doc)
  }

  apply(transaction: Transaction, before: EditorState): Marks {
    const meta: unknown = transaction.getMeta(changeKey)
    const change = meta instanceof Change ? meta.content : {}
    const marks = change.marks ?? moved(this.content.marks, transaction, before)
    const isTouched = transaction.docChanged || transaction.selectionSet
    const current =
      'current' in change
        ? change.current
        : isTouched && !isOthersChange(transaction)
          ? threadAt(marks, transaction.selection.head)
          : this.content.current
    const isListed = change.isListed ?? this.content.isListed
    const isSame =
      marks === this.content.marks &&
      current === this.content.current &&
      isListed === this.content.isListed
    return isSame ? this : new Marks({ marks, current, isListed }, transaction.doc)
  }
}

/** Whether it came through the shared document: from somebody else, or as one's own undo. */
export function isOthersChange(transaction: Transaction): boolean {
  return field(transaction.getMeta(ySyncPluginKey), 'isChangeOrigin') === true
}

export function isUndo(transaction: Transaction): boolean {
  return field(transaction.getMeta(ySyncPluginKey), 'isUndoRedoOperation') === true
}

/** Of the threads at a position the one with the shortest text. */
export function threadAt(marks: MarksContent['marks'], position: number): string | undefined {
  let found: { readonly id: string; readonly size: number } | undefined
  for (const [id, { place, isShown }] of marks) {
    if (!isShown || typeof place === 'string') continue
    if (position < place.from || position > place.to) continue
    const size = place.to - place.from
    if (!found || size < found.size) found = { id, size }
  }
  return found?.id
}

function moved(
  marks: MarksContent['marks'],
  transaction: Transaction,
  before: EditorState,
): MarksContent['marks'] {
  if (!transaction.docChanged) return marks
  const move = mover(transaction, before.doc)
  if (!move) return marks
  return new Map([...marks].map(([id, mark]) => [id, withPlace(mark, move(mark.place))]))
}

function mover(transaction: Transaction, before: Node): ((place: Place) => Place) | undefined {
  if (!isOthersChange(transaction)) return (place) => movedByOwn(place, transaction)
  const difference = differenceOf(before, transaction.doc)
  return difference && ((place) => movedByOthers(place, difference))
}

function withPlace(mark: Mark, place: Place): Mark {
  return place === mark.place ? mark : { ...mark, place }
}

function decorationsOf({ marks, current, isListed }: MarksContent, doc: Node): DecorationSet {
  const decorations = [...marks].flatMap(([id, { place, isShown }]) => {
    const isCurrent = id === current
    if (typeof place === 'string' || !(isShown || isCurrent) || !fits(place, doc)) return []
    const attributes = {
      // Each in an element of its own, so that threads that overlap are seen to.
      nodeName: 'span',
      class: isCurrent ? 'comment-mark current' : 'comment-mark',
      ...(isListed ? { 'aria-details': threadElementId(id) } : {}),
    }
    return [Decoration.inline(place.from, place.to, attributes)]
  })
  return DecorationSet.create(doc, decorations)
}

function fits({ from, to }: Range, doc: Node): boolean {
  return from >= 0 && to <= doc.content.size
}
