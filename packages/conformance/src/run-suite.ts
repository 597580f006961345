import { setTimeout as sleep } from 'node:timers/promises'
import { answers } from './answers.ts'
import type { ConformanceCase } from './conformance-case.ts'
import { runCase } from './run-case.ts'
import type { Target } from './target.ts'
import type { Verdict } from './verdict.ts'

const CASES_AT_ONCE = 6
const END_LIMIT_MS = 3_000

/** A case and how it ended. */
export interface CaseResult {
  readonly case: ConformanceCase
  readonly verdict: Verdict
  readonly durationMs: number
}

/**
 * Runs cases, several at once where they allow it, and reports each in their order.
 *
 * @param report Called once for each case, in order.
 */
export async function runSuite(
  cases: readonly ConformanceCase[],
  target: Target,
  report: (result: CaseResult) => void = () => undefined,
): Promise<readonly CaseResult[]> {
  const results = new Map<ConformanceCase, CaseResult>()
  const reported: CaseResult[] = []
  let gone: string | undefined
  let deaths = 0

  const tell = (): void => {
    for (const next of cases.slice(reported.length)) {
      const result = results.get(next)
      if (!result) return
      reported.push(result)
      report(result)
    }
  }

  const runOne = async (one: ConformanceCase): Promise<void> => {
    const startMs = performance.now()
    const verdict: Verdict =
      gone === undefined
        ? await judged(one, target)
        : { type: 'fail', seen: `not tried: the server was gone after ${gone}` }
    const state = gone === undefined ? await revived(target) : 'there'
    if (state === 'gone') gone = one.id
    if (state !== 'there') deaths += 1
    results.set(one, { case: one, verdict, durationMs: performance.now() - startMs })
  }

  // One of those that ran together has brought the server down; only alone can it be told which.
  const isInDoubt = (one: ConformanceCase): boolean =>
    deaths > 0 &&
    gone === undefined &&
    results.get(one)?.verdict.type !== 'pass' &&
    !reported.some((result) => result.case === one)

  // Those that only wait begin first, and take no place from the others.
  const together = cases.filter(({ isAlone }) => !isAlone)
  const waiting = together.filter(({ isWaiting }) => isWaiting)
  const queue = together.filter(({ isWaiting }) => !isWaiting)
  const runAndTell = async (one: ConformanceCase): Promise<void> => {
    await runOne(one)
    if (deaths === 0) tell()
  }
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) await runAndTell(next)
  }
  await Promise.all([
    ...waiting.map(runAndTell),
    ...Array.from({ length: CASES_AT_ONCE }, () => worker()),
  ])
  for (const one of together.filter(isInDoubt)) await runOne(one)
  tell()
  for (const one of cases.filter(({ isAlone }) => isAlone)) {
    await runOne(one)
    tell()
  }
  return reported
}

async function judged(one: ConformanceCase, target: Target): Promise<Verdict> {
  const verdict = await runCase(one, target)
  return target.controls.isRunning && (await isDown(target))
    ? { type: 'fail', seen: 'the server’s process ended' }
    : verdict
}

/** Whether there is a server for the next case; it is started again if need be, and if that can be done. */
async function revived(target: Target): Promise<'there' | 'revived' | 'gone'> {
  if (!(await isDown(target))) return 'there'
  if (!target.controls.revive) return 'gone'
  await target.controls.revive()
  return 'revived'
}

async function isDown({ controls, url }: Target): Promise<boolean> {
  if (controls.isRunning?.() !== false && (await answers(url))) return false
  // A process that takes no connections any more may need a moment to end.
  const endMs = performance.now() + END_LIMIT_MS
  while (controls.isRunning?.() && performance.now() < endMs) await sleep(20)
  return true
}
