/** Names one history of a document and how far it is known. Keep it beside an offline copy of the document. */
export interface History {
  /** Another epoch is another history: the server's document was deleted, restored or made anew. */
  readonly epoch: string
  /** The newest sequence number of the server's update log that was told to be on disk. */
  readonly sequence: number
}

/**
 * Whether the server's document has another past than the one that was known, so that merging would double content: an
 * epoch of its own, or less of the log than was on disk before. A history of which nothing was on disk is none yet.
 */
export function isOtherHistory(known: History | undefined, now: History): boolean {
  if (known === undefined || known.sequence === 0) return false
  return now.epoch !== known.epoch || now.sequence < known.sequence
}
