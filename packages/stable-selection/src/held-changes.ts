import type { Node } from 'prosemirror-model'
import type { EditorState } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'
import { carryOver } from './carry-over.ts'
import { type Difference, differences } from './differences.ts'
import { isPlaced, placeAfter } from './place-after.ts'

/**
 * What others have changed and the editor does not show, because text is being composed where it would be drawn.
 *
 * What is composed is written into the shared document all the while, at the place where it stands among what others
 * wrote.
 */
export class HeldChanges {
  #shown: Node
  #shared: Node

  /**
   * @param shown The document of the editor.
   * @param shared What it is with the changes of the others.
   */
  constructor(shown: Node, shared: Node) {
    this.#shown = shown
    this.#shared = shared
  }

  /** What the shared document is. */
  get shared(): Node {
    return this.#shared
  }

  /** Others have changed something more. */
  add(shared: Node): void {
    this.#shared = shared
  }

  /** One has changed something oneself. */
  write(now: Node): void {
    this.#shared = carryOver(this.#shown, now, this.#shared)
    this.#shown = now
  }

  /** Where a place of the editor is in the shared document. */
  toShared(position: number): number {
    return place(this.#shown, this.#shared, position)
  }

  /** Where a place of the shared document is in the editor. */
  toShown(position: number): number {
    return place(this.#shared, this.#shown, position)
  }

  /** Whether one's place in the text can be found again among what others have changed. */
  isPlaced({ selection }: EditorState): boolean {
    const found = differences(this.#shown, this.#shared)
    return isPlaced(this.#shown, this.#shared, found, selection.head)
  }
}

function place(before: Node, after: Node, position: number): number {
  return placeAfter(before, after, differences(before, after), position)
}

/** Whether a change would draw the block anew in which text is being composed. */
export function isInComposed({ composing, state }: EditorView, after: Node): boolean {
  if (!composing) return false
  const { $head } = state.selection
  const [from, to] = [$head.start() - 1, $head.end() + 1]
  return differences(state.doc, after).some((difference) => {
    const [start, end] = extentOf(difference, state.doc)
    return start < to && end > from
  })
}

function extentOf(difference: Difference, doc: Node): readonly [number, number] {
  if (difference.kind === 'replaced') return [difference.from, difference.to]
  const { at } = difference
  return [at, at + (doc.nodeAt(at)?.nodeSize ?? 0)]
}
