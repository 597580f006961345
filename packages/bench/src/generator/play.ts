import { setTimeout as sleep } from 'node:timers/promises'
import type { Histogram } from '../measures/histogram.ts'
import type { Schedule } from './schedule.ts'

/** What some people do, and when. */
export interface Track {
  readonly events: Schedule
  readonly act: (actor: number) => void
}

/**
 * Plays the part of the tracks that lies between two times, each event when it is due or as soon after as can be. It waits
 * for nothing: people go on typing, however far behind a server is.
 *
 * @param times `startMs` as `performance.now()` has it; `from` and `until` in milliseconds since then.
 * @param late Takes how late each event was.
 */
export async function play(
  tracks: readonly Track[],
  {
    startMs,
    from,
    until,
  }: { readonly startMs: number; readonly from: number; readonly until: number },
  late: Histogram,
): Promise<void> {
  const next = tracks.map(({ events }) => firstFrom(events, from))
  for (;;) {
    const nowMs = performance.now() - startMs
    for (const [index, { events, act }] of tracks.entries()) {
      let at = next[index] ?? 0
      for (;;) {
        const dueMs = events.atMs[at] ?? Number.POSITIVE_INFINITY
        if (dueMs > nowMs || dueMs >= until) break
        late.add(nowMs - dueMs)
        act(events.actor[at] ?? 0)
        at += 1
      }
      next[index] = at
    }
    if (nowMs >= until) return
    await sleep(1)
  }
}

function firstFrom({ atMs }: Schedule, from: number): number {
  const first = atMs.findIndex((at) => at >= from)
  return first < 0 ? atMs.length : first
}
