import { requireUpdate } from '@weft/server/core'
import { convertUpdateFormatV2ToV1 } from 'yjs'
import type { SourceUpdate } from './source.ts'

/** Larger ones are not even tried, in bytes. */
export const MAX_UPDATE_BYTES = 256 * 1024 * 1024

/** A whole document may be one update, and be the work of years; but what is decoded takes two hundred times its bytes. */
const LIMITS = { maxUpdateStructs: 5_000_000, maxUpdateRanges: 5_000_000 }

/** An update as the server stores them (V1), or why it is none. It is checked as those are that peers send. */
export function readableUpdate(given: Uint8Array): SourceUpdate {
  if (given.length === 0) return { unreadable: 'it is empty' }
  if (given.length > MAX_UPDATE_BYTES)
    return { unreadable: `it takes ${given.length} bytes, more than any document may` }
  const because = whyNot(given)
  if (because === undefined) return given
  try {
    // It may be in Yjs' second encoding, of which the first makes no sense.
    const converted = convertUpdateFormatV2ToV1(given)
    if (whyNot(converted) === undefined) return converted
  } catch {
    // What was said of it as V1 is what helps.
  }
  return { unreadable: `it is no Yjs update: ${because}` }
}

function whyNot(update: Uint8Array): string | undefined {
  try {
    requireUpdate(update, LIMITS)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
