/** Names one history of a document and how far it is known. Keep it beside an offline copy of the document. */
export interface History {
  /** Another epoch is another history: the server's document was deleted, restored or made anew. */
  readonly epoch: string
  /** The newest sequence number of the server's update log that was told to be on disk. */
  readonly sequence: number
  /** The branch of the log on which that record is; another one under the same number is another record. */
  readonly branch?: string
}

/**
 * Whether the server's document has another past than the one that was known, so that merging would double content: an
 * epoch of its own, or less of the log than was on disk before.
 *
 * While nothing of the known one was told to be on disk, our document may hold content of it all the same: others' edits,
 * and our own whose confirmation was lost. Only with an empty document, or into an empty one, can nothing double.
 *
 * @param isEmpty Whether our document is empty.
 * @param hasPlace False when the server said that the known record is not in its log.
 */
export function isOtherHistory(
  known: History | undefined,
  now: History,
  isEmpty: boolean,
  hasPlace = true,
): boolean {
  if (known === undefined) return false
  const isOtherEpoch = now.epoch !== known.epoch
  if (known.sequence === 0) return isOtherEpoch && now.sequence > 0 && !isEmpty
  return isOtherEpoch || now.sequence < known.sequence || !hasPlace
}

/** @param branch Empty or undefined when it is not known. */
export function historyOf(epoch: string, sequence: number, branch: string | undefined): History {
  return branch ? { epoch, sequence, branch } : { epoch, sequence }
}

/** Whether this is a history, as one that was kept. */
export function isHistory(value: unknown): value is History {
  if (typeof value !== 'object' || value === null) return false
  const fields: { epoch?: unknown; sequence?: unknown; branch?: unknown } = value
  const { epoch, sequence, branch = '' } = fields
  return (
    typeof epoch === 'string' &&
    typeof branch === 'string' &&
    typeof sequence === 'number' &&
    sequence >= 0
  )
}
