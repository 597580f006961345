import type { ConformanceCase } from './conformance-case.ts'
import type { Target } from './target.ts'
import { Trial } from './trial.ts'
import { Failure, NotApplicable, type Verdict } from './verdict.ts'

const DEFAULT_LIMIT_MS = 20_000

/** Runs one case to its end, which comes in time whatever the server does. */
export async function runCase(oneCase: ConformanceCase, target: Target): Promise<Verdict> {
  const why = oneCase.notWith?.[target.wire.name]
  if (why !== undefined) return { type: 'not applicable', why }
  const trial = new Trial(target)
  try {
    const seen = await inTime(oneCase.run(trial), oneCase.limitMs ?? DEFAULT_LIMIT_MS)
    const { garbage } = trial
    if (garbage !== undefined) throw new Failure(`the server sent what throws: ${garbage}`)
    return seen === undefined ? { type: 'pass' } : { type: 'noted', seen }
  } catch (error) {
    if (error instanceof NotApplicable) return { type: 'not applicable', why: error.message }
    const seen = error instanceof Failure ? error.message : `the case broke off: ${String(error)}`
    return { type: oneCase.isTaste ? 'differs' : 'fail', seen }
  } finally {
    trial.end()
  }
}

async function inTime<T>(run: Promise<T>, limitMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Failure(`did not end within ${limitMs / 1_000} s`)),
      limitMs,
    )
  })
  try {
    return await Promise.race([run, tooLate])
  } finally {
    clearTimeout(timer)
  }
}
