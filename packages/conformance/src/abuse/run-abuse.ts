import { setTimeout as sleep } from 'node:timers/promises'
import type { Peer } from '../peers.ts'
import type { AbuseCase } from './abuse-case.ts'
import { Battlefield, type Measurement } from './run-case.ts'

/** How long another server is waited for, in milliseconds: some never come back. */
const PATIENCE_MS = 200_000

export interface RunOptions {
  /** Whether to send the full amounts. */
  readonly isThorough: boolean
  readonly onMeasurement: (measurement: Measurement) => void
}

/**
 * Does everything to one server: the quick ones one after another, those that wait beside them on servers of their own, and
 * the floods after, each by itself when there is time.
 *
 * @returns In the order of the cases.
 */
export async function runAbuse(
  peer: Peer,
  cases: readonly AbuseCase[],
  { isThorough, onMeasurement }: RunOptions,
): Promise<readonly Measurement[]> {
  const results = new Map<AbuseCase, Measurement>()
  const note = (abuse: AbuseCase, measurement: Measurement) => {
    results.set(abuse, measurement)
    onMeasurement(measurement)
  }
  const alone = async (abuse: AbuseCase) => note(abuse, await runAlone(peer, abuse, isThorough))
  const waiting = Promise.all(cases.filter(({ pace }) => pace === 'waits').map(alone))
  let field: Battlefield | undefined
  try {
    for (const abuse of cases.filter(({ pace }) => pace === undefined)) {
      if (!field?.isAlive) {
        await field?.end()
        field = await Battlefield.start(peer, isThorough)
      }
      note(abuse, await field.run(abuse, isThorough))
    }
  } finally {
    await field?.end()
  }
  await waiting
  const floods = cases.filter(({ pace }) => pace === 'floods')
  if (!isThorough) await Promise.all(floods.map(alone))
  else for (const abuse of floods) await alone(abuse)
  return cases.flatMap((abuse) => results.get(abuse) ?? [])
}

/** Does each to a fresh server, and gives it up when it does not come back. */
export async function runAbuseOnOthers(
  peer: Peer,
  cases: readonly AbuseCase[],
  { isThorough, onMeasurement }: RunOptions,
): Promise<readonly Measurement[]> {
  const results: Measurement[] = []
  for (const abuse of cases.filter(({ isForPeers }) => isForPeers)) {
    const measurement = await runAlone(peer, abuse, isThorough)
    results.push(measurement)
    onMeasurement(measurement)
  }
  return results
}

async function runAlone(peer: Peer, abuse: AbuseCase, isThorough: boolean): Promise<Measurement> {
  const field = await Battlefield.start(peer, isThorough, abuse)
  const waiting = new AbortController()
  try {
    const late = sleep(PATIENCE_MS, undefined, { signal: waiting.signal })
    const limit = late.then(() => field.end())
    limit.catch(() => {})
    return await field.run(abuse, isThorough)
  } finally {
    waiting.abort()
    await field.end()
  }
}
