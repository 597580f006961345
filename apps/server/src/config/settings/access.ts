import { onOff, path } from '../kinds.ts'
import { optional, setting } from '../setting.ts'

/** Who is let in. */
export const access = {
  'password-file': optional(path('<file>'), {
    about: 'let in who knows the password in this file, of 8 characters or more',
    example: '/etc/weft/password',
  }),
  'insecure-open': setting(onOff, {
    about: 'let whoever reaches the server read and change every document',
    fallback: false,
    example: 'true',
  }),
}
