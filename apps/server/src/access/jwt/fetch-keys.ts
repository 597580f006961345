import { createRemoteJWKSet, customFetch } from 'jose'
import { readBounded } from '../read-bounded.ts'
import type { SigningKeys } from './signing-keys.ts'

/** How long the set may take to come, in milliseconds. */
const TIMEOUT_MS = 5_000
/** A set is used for so long, in milliseconds; a key that was withdrawn is taken no longer than this. */
const MAX_AGE_MS = 600_000
/** For a key that is not in it, the set is fetched anew at most this often, in milliseconds. */
const COOLDOWN_MS = 2_000
const MAX_SET_BYTES = 256 * 1024

/** Only what a public key can check: a secret in a set that everybody may fetch is none. */
const ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
]

/** How long things last. */
export interface KeySetTimes {
  /** In milliseconds. @default 5_000 */
  readonly timeoutMs?: number
  /** In milliseconds. @default 2_000 */
  readonly cooldownMs?: number
  /** In milliseconds. @default 600_000 */
  readonly maxAgeMs?: number
}

/**
 * The keys of a JSON Web Key Set (RFC 7517) at an address: fetched when the first token comes, after ten minutes, and when
 * a token names a key that is not among them. Redirects are not followed.
 */
export function keysAt(
  url: URL,
  { timeoutMs = TIMEOUT_MS, cooldownMs = COOLDOWN_MS, maxAgeMs = MAX_AGE_MS }: KeySetTimes = {},
): SigningKeys {
  const set = createRemoteJWKSet(url, {
    timeoutDuration: timeoutMs,
    cooldownDuration: cooldownMs,
    cacheMaxAge: maxAgeMs,
    [customFetch]: async (address, options) => {
      const response = await fetch(address, options)
      const { status } = response
      if (status !== 200) {
        await response.body?.cancel()
        throw new Error(`its answer has the status ${status}`)
      }
      return new Response(await readBounded(response, MAX_SET_BYTES), { status })
    },
  })
  return { from: 'url', find: set, algorithms: ALGORITHMS, isCoolingDown: () => set.coolingDown }
}
