import { number, path } from '../kinds.ts'
import { optional, setting } from '../setting.ts'

const DAY_MS = 24 * 60 * 60 * 1000

/** Where documents are kept, and for how long. */
export const documents = {
  data: setting(path('<folder>'), {
    about: 'where documents are kept',
    fallback: './data',
    example: '/var/lib/weft',
  }),
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
