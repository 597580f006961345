import * as Y from 'yjs'

/** The root in the Yjs document that holds the text of a code document. */
export const CODE_FIELD = 'code'

/** Stands for what is in the text and is none. Only a foreign program puts such things there. */
const FOREIGN = '\ufffc'

/**
 * What an editor shows of a Yjs text. As long as the text is for Yjs, whatever a peer has put into it: `toString` leaves out
 * what is no text, and every position after it would be another one here and there.
 */
export function codeText(text: Y.Text): string {
  const parts: string[] = []
  for (let item = text._start; item; item = item.right) {
    if (item.deleted || !item.countable) continue
    const { content } = item
    parts.push(content instanceof Y.ContentString ? content.str : FOREIGN.repeat(item.length))
  }
  return parts.join('')
}

/** A place in the text before the change, and what stands there after it. */
export interface TextChange {
  readonly from: number
  readonly to: number
  readonly insert: string
}

/** What Yjs says has changed in a text. */
type Delta = readonly {
  readonly retain?: number | undefined
  readonly delete?: number | undefined
  readonly insert?: unknown
}[]

/** All places in the text before the change at which something was done, if only to its format. */
export function placesIn(delta: Delta): readonly number[] {
  let position = 0
  return delta.map(({ retain = 0, delete: deleted = 0 }) => (position += retain + deleted))
}

/** What Yjs says has changed, as an editor wants it: all places are those before the change. */
export function changesFrom(delta: Delta): readonly TextChange[] {
  const changes: TextChange[] = []
  let position = 0
  for (const { retain = 0, delete: deleted = 0, insert } of delta) {
    if (insert !== undefined) {
      const written = typeof insert === 'string' ? insert : FOREIGN
      changes.push({ from: position, to: position, insert: written })
    } else if (deleted > 0) {
      changes.push({ from: position, to: position + deleted, insert: '' })
    }
    position += retain + deleted
  }
  return changes
}

/** How much longer the text is after the changes. */
export function growthOf(changes: readonly TextChange[]): number {
  return changes.reduce((growth, { from, to, insert }) => growth + insert.length - (to - from), 0)
}

/** The smallest single change that makes one text of the other. */
export function difference(before: string, after: string): TextChange {
  const shorter = Math.min(before.length, after.length)
  let start = 0
  while (start < shorter && before[start] === after[start]) start += 1
  let end = 0
  while (
    end < shorter - start &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  ) {
    end += 1
  }
  return { from: start, to: before.length - end, insert: after.slice(start, after.length - end) }
}
