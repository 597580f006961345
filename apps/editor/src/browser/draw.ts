import type { Draw } from '../collaboration/friendly-words.ts'

/** Draws from the browser's cryptographic source, each number equally likely. */
export const draw: Draw = (below) => {
  const limit = Math.floor(2 ** 32 / below) * below
  const drawn = new Uint32Array(1)
  let value: number
  do {
    crypto.getRandomValues(drawn)
    value = drawn[0] ?? 0
  } while (value >= limit)
  return value % below
}
