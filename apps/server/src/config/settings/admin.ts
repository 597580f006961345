import { number, path, text } from '../kinds.ts'
import { optional, setting } from '../setting.ts'

/** Where administrators and monitors ask. */
export const admin = {
  'admin-port': optional(number('<number>', { from: 0, to: 65_535 }), {
    about:
      'port for the admin page, the admin API and metrics, each behind a token; 0 for a free one',
    example: '9090',
  }),
  'admin-host': setting(text('<address>', 'an address of this machine, or a name for one'), {
    about: 'address that the admin port is opened on',
    fallback: '127.0.0.1',
    example: '10.0.0.5',
  }),
  'admin-token-file': optional(path('<file>'), {
    about:
      'a file with the token of administrators, of 16 characters or more; read again on SIGHUP',
    example: '/etc/weft/admin-token',
  }),
  'metrics-token-file': optional(path('<file>'), {
    about:
      'a file with a token that is good for metrics only, of 16 characters or more; read again on SIGHUP',
    example: '/etc/weft/metrics-token',
  }),
}
