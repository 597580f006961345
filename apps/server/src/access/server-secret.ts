import { randomBytes } from 'node:crypto'
import type { Area } from '../catalogue/catalogue.ts'

const KEY = 'sessions'

/** Reads an entry of the catalogue's area of secrets: 256 bits as base64url. */
export const readSecret = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[\w-]{43}$/.test(value) ? value : undefined

/** Random bits that are this data folder's own, made at its first start with a password. */
export async function serverSecret(secrets: Area<string>): Promise<Buffer> {
  const secret = secrets.get(KEY) ?? randomBytes(32).toString('base64url')
  if (secrets.get(KEY) === undefined) await secrets.set(KEY, secret)
  return Buffer.from(secret, 'base64url')
}
