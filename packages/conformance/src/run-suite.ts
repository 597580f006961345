import { answers } from './answers.ts'
import type { ConformanceCase } from './conformance-case.ts'
import { runCase } from './run-case.ts'
import type { Target } from './target.ts'
import type { Verdict } from './verdict.ts'

const CASES_AT_ONCE = 6

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
    if (gone === undefined && !(await isBack(target))) gone = one.id
    results.set(one, { case: one, verdict, durationMs: performance.now() - startMs })
    tell()
  }

  // Those that only wait begin first, and take no place from the others.
  const together = cases.filter(({ isAlone }) => !isAlone)
  const waiting = together.filter(({ isWaiting }) => isWaiting)
  const queue = together.filter(({ isWaiting }) => !isWaiting)
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) await runOne(next)
  }
  await Promise.all([
    ...waiting.map(runOne),
    ...Array.from({ length: CASES_AT_ONCE }, () => worker()),
  ])
  for (const one of cases.filter(({ isAlone }) => isAlone)) await runOne(one)
  return reported
}

async function judged(one: ConformanceCase, target: Target): Promise<Verdict> {
  const verdict = await runCase(one, target)
  if (target.controls.isRunning?.() !== false) return verdict
  const seen = 'seen' in verdict ? ` (${verdict.seen})` : ''
  return { type: 'fail', seen: `the server's process ended${seen}` }
}

/** Whether there is a server for the next case, after starting it again if need be. */
async function isBack({ controls, url }: Target): Promise<boolean> {
  if (controls.isRunning?.() === false) {
    if (!controls.revive) return false
    await controls.revive()
    return true
  }
  return controls.isRunning !== undefined || answers(url)
}
