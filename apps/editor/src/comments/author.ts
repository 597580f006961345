import { field } from '../collaboration/person.ts'
import type { Draw } from '../collaboration/friendly-words.ts'
import type { StoredValue } from '../collaboration/stored-value.ts'

/**
 * By what a browser knows its own comments again. It is written beside each of them, so it proves nothing to others:
 * who may change a comment is a matter of manners until the server vouches for its users.
 */
export function authorId(stored: StoredValue, draw: Draw): string {
  const kept = field(stored.read(), 'id')
  if (typeof kept === 'string' && /^[0-9a-z]{8,32}$/.test(kept)) return kept
  const id = randomId(draw)
  stored.write({ id })
  return id
}

/** 128 random bits as letters and digits. */
export function randomId(draw: Draw): string {
  return [0, 1, 2, 3]
    .map(() =>
      draw(2 ** 32)
        .toString(36)
        .padStart(7, '0'),
    )
    .join('')
}
