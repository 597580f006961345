import { LOG_FORMATS, LOG_LEVELS } from '../../log/log-level.ts'
import { choice } from '../kinds.ts'
import { setting } from '../setting.ts'

/** What is said of what happens. */
export const logging = {
  'log-level': setting(choice('<level>', LOG_LEVELS), {
    about: `the lowest of ${LOG_LEVELS.join(', ')} that is logged`,
    fallback: 'info',
    example: 'debug',
  }),
  'log-format': setting(choice('<format>', LOG_FORMATS), {
    about: 'json: one object on a line, for machines; pretty: for people at a terminal',
    fallback: 'json',
    example: 'pretty',
  }),
}
