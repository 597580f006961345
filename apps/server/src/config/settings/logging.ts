import { LOG_LEVELS } from '../../json-log.ts'
import { choice } from '../kinds.ts'
import { setting } from '../setting.ts'

/** What is said of what happens. */
export const logging = {
  'log-level': setting(choice('<level>', LOG_LEVELS), {
    about: `the lowest of ${LOG_LEVELS.join(', ')} that is logged`,
    fallback: 'info',
    example: 'debug',
  }),
}
