import { LOG_LEVELS } from '../../log/log-level.ts'
import type { LogLevelSwitch } from '../../log/log-level-switch.ts'
import { AdminRefusal, type AdminRoute } from '../admin-route.ts'
import { oneOf, wholeNumber } from '../query.ts'

/** For how long another level holds where nobody says, in seconds. */
const DEFAULT_SECONDS = 600
const MAX_SECONDS = 24 * 60 * 60

export interface LogRouteDependencies {
  readonly logLevel: LogLevelSwitch
}

/** What is logged. */
export function logRoutes({ logLevel }: LogRouteDependencies): readonly AdminRoute[] {
  return [
    {
      method: 'GET',
      path: '/api/log-level',
      about: 'the lowest level that is logged, the usual one, and until when another holds',
      who: 'admin',
      answer: () => ({ json: logLevel.now }),
    },
    {
      method: 'PUT',
      path: '/api/log-level',
      about: `logs from \`level\` (${LOG_LEVELS.join(', ')}) on for \`seconds\` (${DEFAULT_SECONDS}, at most ${MAX_SECONDS}), then from the usual one again`,
      who: 'admin',
      answer: ({ query }) => {
        const level = oneOf(query, 'level', LOG_LEVELS)
        if (level === undefined)
          throw new AdminRefusal(400, `Say which level: one of ${LOG_LEVELS.join(', ')}.`)
        const seconds = wholeNumber(query, 'seconds', 1, MAX_SECONDS) ?? DEFAULT_SECONDS
        logLevel.set(level, seconds * 1000)
        return { json: logLevel.now }
      },
    },
  ]
}
