import { requireUpdate } from '@weft/server/core'
import { convertUpdateFormatV2ToV1, decodeUpdateV2, UpdateDecoderV2 } from 'yjs'
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
    requireSmallWhenRead(given)
    const converted = convertUpdateFormatV2ToV1(given)
    if (whyNot(converted) === undefined) return converted
  } catch (error) {
    if (error instanceof Swollen) return { unreadable: error.message }
    // Of others, what was said of it as V1 is what helps.
  }
  return { unreadable: `it is no Yjs update: ${because}` }
}

class Swollen extends Error {}

/**
 * The second encoding can say in a few bytes what takes gigabytes: that the same comes again so many times.
 *
 * @throws {Swollen} When it does.
 */
function requireSmallWhenRead(update: Uint8Array): void {
  let units = 0
  let keyUnits = 0
  const count = (): void => {
    units += 1
    if (units > LIMITS.maxUpdateStructs)
      throw new Swollen('it says the same too many times: there are too many structs in it')
  }
  class Decoder extends UpdateDecoderV2 {
    override readInfo(): number {
      count()
      return super.readInfo()
    }

    override readDsLen(): number {
      count()
      return super.readDsLen()
    }

    override readKey(): string {
      const key = super.readKey()
      keyUnits += key.length
      if (keyUnits > MAX_UPDATE_BYTES)
        throw new Swollen('it says the same too many times: its keys take too much')
      return key
    }
  }
  decodeUpdateV2(update, Decoder)
}

function whyNot(update: Uint8Array): string | undefined {
  try {
    requireUpdate(update, LIMITS)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
