import { number, path } from '../kinds.ts'
import { optional, setting } from '../setting.ts'

const SECOND_MS = 1000
const DAY_MS = 24 * 60 * 60 * SECOND_MS

/** Where documents are kept, and for how long. */
export const documents = {
  data: setting(path('<folder>'), {
    about: 'where documents are kept',
    fallback: './data',
    example: '/var/lib/weft',
  }),
  'drain-timeout': setting(
    number('<seconds>', { from: 0, to: 9_999, places: 3, unit: 'seconds', times: SECOND_MS }),
    {
      about: 'how long stopping may wait for a disk that does not take what is left',
      fallback: 10 * SECOND_MS,
      example: '30',
    },
  ),
  'keep-deleted': setting(number('<days>', { from: 1, to: 9_999, unit: 'days' }), {
    about: 'how long a deleted document can be restored',
    fallback: 30,
    example: '7',
  }),
  'delete-idle-after': optional(
    number('<days>', { from: 1, to: 99_999, unit: 'days', times: DAY_MS }),
    {
      about:
        'after how long a document is deleted that nobody opened or changed, as if somebody had; counted at the earliest from when this was set',
      fallbackWords: 'never',
      example: '365',
    },
  ),
}
