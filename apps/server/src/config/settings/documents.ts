import { number, path } from '../kinds.ts'
import { setting } from '../setting.ts'

const SECOND_MS = 1000

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
}
