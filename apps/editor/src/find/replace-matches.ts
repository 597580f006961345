import type { Transaction } from '@tiptap/pm/state'
import type { Match } from './find-matches.ts'

/** Writes another text in the place of each match, which keeps the marks that the match began with. */
export function replaceMatches(
  transaction: Transaction,
  matches: readonly Match[],
  replacement: string,
): Transaction {
  // From the last to the first, so that the positions of those to come stay right.
  for (const { from, to } of [...matches].reverse()) {
    const marks = transaction.doc.nodeAt(from)?.marks ?? []
    if (replacement === '') transaction.delete(from, to)
    else transaction.replaceWith(from, to, transaction.doc.type.schema.text(replacement, marks))
  }
  return transaction
}
