import { SeededRandom } from '@weft/testkit'

/** How far from regular people are: a key comes up to this part of its period sooner or later. */
const JITTER = 0.3

/** When who acts, in order. */
export interface Schedule {
  /** Milliseconds from the start. */
  readonly atMs: Float64Array
  readonly actor: Uint32Array
}

/**
 * So many people who each act so often a second, not in step and not like clockwork. From a seed, so that every server has
 * the same work.
 */
export function schedule(
  actors: number,
  perSecond: number,
  seconds: number,
  seed: number,
): Schedule {
  const random = new SeededRandom(seed)
  if (perSecond === 0) return { atMs: new Float64Array(), actor: new Uint32Array() }
  const periodMs = 1_000 / perSecond
  const events: { readonly atMs: number; readonly actor: number }[] = []
  for (let actor = 0; actor < actors; actor += 1) {
    const phaseMs = random.next() * periodMs
    // Of people who act less than once in all, only some do.
    const count = Math.ceil((seconds * 1_000 - phaseMs) / periodMs)
    for (let index = 0; index < count; index += 1) {
      const jitterMs = (random.next() * 2 - 1) * JITTER * periodMs
      events.push({ atMs: Math.max(0, phaseMs + index * periodMs + jitterMs), actor })
    }
  }
  events.sort((one, other) => one.atMs - other.atMs)
  return {
    atMs: Float64Array.from(events, ({ atMs }) => atMs),
    actor: Uint32Array.from(events, ({ actor }) => actor),
  }
}
