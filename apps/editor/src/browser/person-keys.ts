import type { Seat } from '../split/seat.ts'
import { ownKey } from './own-key.ts'

/** Under which a browser keeps what it knows of whoever uses it. */
export const PROFILE_KEY = ownKey('weft.profile')
export const AUTHOR_KEY = ownKey('weft.author')

/** The second of two people in one browser is somebody else; the first is whoever uses it. */
export function personKey(key: string, seat: Seat | undefined): string {
  return seat === 'right' ? `${key}.right` : key
}
