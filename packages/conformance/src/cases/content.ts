import { randomBytes } from 'node:crypto'

/** Random text of so many characters, each of one byte. */
export const someText = (length: number): string =>
  randomBytes(Math.ceil(length * 0.75))
    .toString('base64')
    .slice(0, length)
