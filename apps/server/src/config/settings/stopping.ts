import { number } from '../kinds.ts'
import { optional, setting } from '../setting.ts'

const SECOND_MS = 1000
const seconds = number('<seconds>', {
  from: 0,
  to: 9_999,
  places: 3,
  unit: 'seconds',
  times: SECOND_MS,
})

/** How it ends when it is told to. */
export const stopping = {
  'drain-delay': setting(seconds, {
    about:
      'how long to go on after the stop signal, while /readyz says 503 and newcomers are sent away; for load balancers',
    fallback: 0,
    example: '10',
  }),
  'drain-window': optional(seconds, {
    about: 'over how long peers are sent away, and told to come back, when the server stops',
    fallbackWords:
      '10 milliseconds for each peer that can be told, at most 20 seconds; others at once',
    example: '30',
  }),
  'drain-timeout': setting(seconds, {
    about: 'how long stopping may wait for a disk that does not take what is left',
    fallback: 10 * SECOND_MS,
    example: '30',
  }),
}
