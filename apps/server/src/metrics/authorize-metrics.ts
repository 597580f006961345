import type { Authorize } from '@weft/server'
import { Histogram, type Registry } from 'prom-client'

const SECONDS = [0.0001, 0.001, 0.01, 0.03, 0.1, 0.3, 1, 2, 5]
const OUTCOMES = ['allowed', 'unauthenticated', 'forbidden', 'not-found', 'failed'] as const
type Outcome = (typeof OUTCOMES)[number]

/** Makes the metric of how long it takes to say who may do what. @returns What wraps a way in, by its name. */
export function createAuthorizeMetrics(
  registry: Registry,
): (mode: string, authorize: Authorize) => Authorize {
  const asked = new Histogram({
    name: 'weft_authorize_seconds',
    help: 'How long it took to decide whether somebody may do something, by the way in and the answer; in webhook mode the application’s time.',
    labelNames: ['mode', 'outcome'],
    buckets: SECONDS,
    registers: [registry],
  })
  const known = new Set<string>()
  return (mode, authorize) => {
    if (!known.has(mode)) for (const outcome of OUTCOMES) asked.zero({ mode, outcome })
    known.add(mode)
    return async (who, action, document) => {
      const startMs = performance.now()
      let outcome: Outcome = 'failed'
      try {
        const answer = await authorize(who, action, document)
        outcome = answer.allowed ? 'allowed' : answer.because
        return answer
      } finally {
        asked.observe({ mode, outcome }, (performance.now() - startMs) / 1000)
      }
    }
  }
}
