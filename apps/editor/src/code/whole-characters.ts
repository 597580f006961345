import { EditorState, type Extension, type Text, type Transaction } from '@codemirror/state'

/** Stands for half of a character whose other half is gone, as Yjs has it. */
const HALF = '\ufffd'

/** Whether a place is between the two halves of a character beyond Unicode's first 65,536, such as an emoji. */
export function splitsCharacter(doc: Text, place: number): boolean {
  return (
    place > 0 && place < doc.length && /^[\ud800-\udbff][\udc00-\udfff]$/.test(around(doc, place))
  )
}

/**
 * Keeps half characters out of a text, which Yjs cannot send: each peer would have something else there. `isForeign` tells
 * the changes that come from the shared text, and are as they are.
 */
export function wholeCharacters(isForeign: (transaction: Transaction) => boolean): Extension {
  return EditorState.transactionFilter.of((transaction) => {
    if (!transaction.docChanged || isForeign(transaction)) return transaction
    const halves = halvesIn(transaction)
    if (halves.length === 0) return transaction
    const changes = halves.map((from) => ({ from, to: from + 1, insert: HALF }))
    return [transaction, { changes, sequential: true }]
  })
}

/** Where the new text has halves of characters, in or beside what was changed. */
function halvesIn({ changes, newDoc }: Transaction): readonly number[] {
  const found = new Set<number>()
  changes.iterChangedRanges((_from, _to, from, to) => {
    const start = Math.max(0, from - 2)
    const text = newDoc.sliceString(start, to + 2, '\n')
    // What is cut at the edges of the slice was not changed.
    for (const { index } of text.matchAll(LONE)) {
      const place = start + index
      if (place >= from - 1 && place <= to) found.add(place)
    }
  })
  return [...found].sort((one, other) => one - other)
}

const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

const around = (doc: Text, place: number): string => doc.sliceString(place - 1, place + 1, '\n')
