import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/**
 * Compares what somebody sends with the password, in a time that tells nothing of either.
 *
 * What is compared are keyed hashes, so that both have one length and nobody can choose what the comparison sees. A slow
 * hash such as scrypt would guard a stored hash against its thief; here the password itself is in a file, guesses are
 * limited by address, and 50 ms of work for each request with a password in it would only help who wants to wear us down.
 */
export function createPasswordCheck(password: string): (candidate: string) => boolean {
  const key = randomBytes(32)
  const digest = (text: string): Buffer =>
    createHmac('sha256', key).update(normalized(text)).digest()
  const expected = digest(password)
  return (candidate) => timingSafeEqual(digest(candidate), expected)
}

/** One form for what two keyboards write in two ways. */
export const normalized = (text: string): string => text.normalize('NFC')
