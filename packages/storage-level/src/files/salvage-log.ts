import { FORMAT } from '../format.ts'
import { type LogEntry, readLog, writeLog } from './log-file.ts'
import { readBatch, writeBatch } from './write-batch.ts'

/** The space of marks that let rows be deleted. */
const LEFTOVERS = 3

export type LogCheck =
  /** Also when a crash cut off what was being written. */
  | { readonly is: 'whole' }
  | { readonly is: 'damaged'; readonly what: string; readonly rest: Uint8Array }

/**
 * Looks at every checksum of a log. LevelDB would drop the rest of a block, and what is lost so may be the newest records
 * of a document, which nobody would miss. So the log is made anew with all that can still be read, rows that were spoilt
 * included: their own checksums show that, and whose they are.
 */
export function checkLog(log: Uint8Array): LogCheck {
  const { entries, gaps, isTorn } = readLog(log)
  // Nothing that was acknowledged is unfinished, and the half of a batch must not come back.
  const kept = isTorn && entries.at(-1)?.isWhole === false ? entries.slice(0, -1) : entries
  const spoilt = kept.filter(({ isWhole }) => !isWhole).length
  if (spoilt === 0 && gaps === 0) return { is: 'whole' }
  const what = [
    ...(spoilt > 0 ? [`${spoilt} of ${kept.length} entries: the checksum does not match`] : []),
    ...(gaps > 0 ? [`${gaps} places where nothing can be read`] : []),
  ]
  return { is: 'damaged', what: what.join('; '), rest: writeLog(kept.flatMap(salvage)) }
}

function salvage({ bytes, isWhole }: LogEntry): readonly Uint8Array[] {
  if (isWhole) return [bytes]
  const batch = readBatch(bytes)
  // A deletion has no checksum of its own, so in a spoilt batch none can be trusted.
  const changes =
    batch?.changes.filter(({ key, value }) => value !== undefined && isKept(key)) ?? []
  return batch === undefined || changes.length === 0
    ? []
    : [writeBatch({ header: batch.header, changes })]
}

// Nothing more is deleted on the word of a spoilt batch: it may be all that is left.
function isKept(key: Uint8Array): boolean {
  const [format = 0, space = 0] = key
  return format === FORMAT && space >= 1 && space <= 6 && space !== LEFTOVERS
}
