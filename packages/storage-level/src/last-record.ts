import type { View } from './database.ts'
import { isCorruption } from './failure.ts'
import { recordRange, sequenceOfKey } from './keys.ts'
import { decodeRecord } from './record-row.ts'

/** A record that can be trusted. */
export interface TrustedRecord {
  readonly sequence: number
  /** The newest of its updates' times; undefined when it has none. */
  readonly newestMs: number | undefined
}

/**
 * The log's last record, found from behind: a damaged file may end the way from the front early, without a word.
 * Undefined when there is none, or it cannot be trusted.
 */
export async function lastTrusted(
  view: View,
  document: string,
): Promise<TrustedRecord | undefined> {
  try {
    const key = await view.lastKey(recordRange(document, 1))
    const value = key && (await view.get(key))
    return key && value && trustedRecord(key, value)
  } catch (error) {
    if (isCorruption(error)) return undefined
    throw error
  }
}

export function trustedRecord(key: Uint8Array, value: Uint8Array): TrustedRecord | undefined {
  const sequence = sequenceOfKey(key)
  const decoded = decodeRecord(key, value, sequence)
  if (!decoded.whole) return undefined
  const times = decoded.record.updates.map((update) => update.timeMs)
  return { sequence, newestMs: times.length > 0 ? Math.max(...times) : undefined }
}
