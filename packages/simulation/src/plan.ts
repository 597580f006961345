import { defaultLimits, type Limits } from '@weft/server/core'
import type { SeededRandom } from '@weft/testkit'
import { faults, type FaultName } from './faults.ts'

/** What a seed makes of a run: who takes part, what is set, and which faults occur how often. */
export interface Plan {
  readonly documents: readonly string[]
  readonly participants: number
  /** The part of them that uses an unmodified y-websocket client. */
  readonly stockShare: number
  /** The part of them that sends its edits in any order. */
  readonly roughShare: number
  /** How often a new page opens in a browser that is there already. */
  readonly sharedBrowsers: number
  /** The part of those with Weft's provider whose page shares one connection among its documents. */
  readonly sharedConnections: number
  /** How long a token is good for at most, in milliseconds; 0: there are none. */
  readonly tokenMs: number
  readonly activeMs: number
  /** The mean time between two edits of one person, in milliseconds. */
  readonly writeMs: number
  readonly maxPadding: number
  /** Whether the application gives new documents their first words. */
  readonly isSeeded: boolean
  readonly limits: Limits
  readonly compactionFailures: number
  readonly compactionMs: number
  /** The mean time between two occurrences, in milliseconds. */
  readonly faults: ReadonlyMap<FaultName, number>
}

/** In characters: more than goes into one frame. */
const LARGE = 400_000
/** In bytes: most logs are longer. */
const SMALL = 500

/** Faults that are drawn after all else. */
const LATE_FAULTS: ReadonlySet<FaultName> = new Set([
  'application: takes rights',
  'page: closes its document and opens it again',
])

/** Each run has faults of its own: with all of them everywhere, the rare meetings of few never happen. */
export function drawPlan(random: SeededRandom): Plan {
  const between = (low: number, high: number) => low + random.next() * (high - low)
  const drawn = new Map<FaultName, number>()
  const share = random.pick([0.1, 0.25, 0.5])
  for (const name of Object.keys(faults) as FaultName[]) {
    if (LATE_FAULTS.has(name)) continue
    if (random.chance(share)) drawn.set(name, random.pick([1_500, 4_000, 10_000, 20_000]))
  }
  const allowsStock = !drawn.has('document: deleted and made anew')
  const plan = {
    documents: random.chance(0.3) ? ['notes', 'paper'] : ['notes'],
    participants: 2 + random.below(5),
    stockShare: allowsStock && random.chance(0.5) ? between(0.1, 0.5) : 0,
    roughShare: allowsStock && random.chance(0.3) ? 0.3 : 0,
    sharedBrowsers: random.pick([0, 0, 0.3, 0.7]),
    activeMs: between(15_000, 45_000),
    writeMs: random.pick([300, 1_000, 3_000]),
    maxPadding: random.chance(0.02) ? LARGE : random.pick([50, 500, 3_000]),
    isSeeded: random.chance(0.3),
    limits: {
      ...defaultLimits,
      maxBufferedBytes: random.pick([500, 4_000, 1_048_576]),
      unloadDelayMs: random.pick([0, 50, 1_000, 30_000]),
      compactAfterRecords: random.pick([3, 10, 50, 500]),
      compactAfterBytes: random.pick([500, 5_000, 1_048_576]),
      askIntervalMs: random.pick([5_000, 60_000]),
      maxTickMs: random.pick([0, 16]),
      maxPendingBytes: random.pick([100, 1_048_576]),
      maxPendingMessages: random.pick([3, 64]),
      maxUnsavedBytes: random.pick([20_000, 67_108_864]),
      changedDebounceMs: 100,
      changedMaxWaitMs: 500,
    },
    compactionFailures: random.pick([0, 0.2]),
    compactionMs: random.pick([1, 100, 1_000]),
    faults: drawn,
  }
  // Last, so that the other runs stay as they were.
  const hasRights = random.chance(0.3)
  if (hasRights) drawn.set('application: takes rights', random.pick([700, 1_500, 4_000]))
  if (random.chance(0.2)) {
    drawn.set('page: closes its document and opens it again', random.pick([4_000, 10_000]))
  }
  // The documents of most runs are small. Drawn already, so that the other runs stay as they were.
  const answersEarly = plan.limits.maxTickMs > 0
  const earlyAnswerBytes = answersEarly ? 0 : defaultLimits.earlyAnswerBytes
  // Code takes no time here, and so nothing would happen between an early answer and the room, were it not for the compactor.
  const isCondensed = answersEarly && plan.limits.unloadDelayMs < 1_000
  const condenseAfterBytes = isCondensed ? SMALL : defaultLimits.condenseAfterBytes
  return {
    ...plan,
    limits: { ...plan.limits, earlyAnswerBytes, condenseAfterBytes },
    sharedConnections: random.chance(0.3) ? random.pick([0.5, 1]) : 0,
    tokenMs: random.chance(0.25) ? random.pick([3_000, 8_000, 20_000]) : 0,
  }
}
