/**
 * What the server measures of itself. The names are fixed, and the last word of each is its unit; what has none is a count.
 *
 * - `tick-ms`: how long one round of a room took.
 * - `updates`: how many updates of peers that round took in.
 * - `deliveries`: to how many peers it sent what changed.
 * - `saved-ms`: from when the first update of a write came in until the write was on disk.
 * - `append-ms`: how long storage took to bring one batch to disk, `append-writes` and `append-bytes` what was in it.
 * - `compaction-ms`: how long a log took to become a snapshot.
 * - `load-ms.<result>`: how long a document took to come into memory, or not to.
 */
export type Measure =
  | 'tick-ms'
  | 'updates'
  | 'deliveries'
  | 'saved-ms'
  | 'append-ms'
  | 'append-writes'
  | 'append-bytes'
  | 'compaction-ms'
  | `load-ms.${LoadResult}`

/** What became of loading a document; `absent`: there is none of that name, `refused`: too large or too slow to load. */
export type LoadResult = 'loaded' | 'created' | 'absent' | 'refused' | 'failed'

/** Takes each measurement as it is made. Called for every tick, so it must be quick. */
export type Observe = (measure: Measure, value: number) => void
