import type { History } from './core/history.ts'

/** What the last four bytes of a frame say when a history stands before them. */
const MARK = new TextEncoder().encode('weft')
const LENGTH_BYTES = 2

/**
 * A frame for the other tabs, followed by the history that its sender's document belongs to. y-websocket's tabs read a
 * message and look at nothing behind it; Weft's read the history, so that a document which was made anew does not get its
 * earlier content back from a tab that has not heard of it. A restored one has the same epoch, and does: nothing is there
 * twice, but what the backup had undone comes back.
 *
 * ```
 * frame | history as JSON | its length in 2 bytes, big-endian | "weft"
 * ```
 */
export function withHistory(frame: Uint8Array, history: History | undefined): Uint8Array {
  if (history === undefined) return frame
  const text = new TextEncoder().encode(JSON.stringify(history))
  const whole = new Uint8Array(frame.length + text.length + LENGTH_BYTES + MARK.length)
  whole.set(frame)
  whole.set(text, frame.length)
  new DataView(whole.buffer).setUint16(frame.length + text.length, text.length)
  whole.set(MARK, whole.length - MARK.length)
  return whole
}

/** Takes apart what {@link withHistory} put together; a frame of a tab that names no history is left as it is. */
export function splitHistory(whole: Uint8Array): {
  readonly frame: Uint8Array
  readonly history: History | undefined
} {
  const none = { frame: whole, history: undefined }
  const textEnd = whole.length - MARK.length - LENGTH_BYTES
  if (textEnd < 0 || !MARK.every((byte, index) => whole[textEnd + LENGTH_BYTES + index] === byte)) {
    return none
  }
  const length = new DataView(whole.buffer, whole.byteOffset + textEnd).getUint16(0)
  if (length > textEnd) return none
  const history = parse(whole.subarray(textEnd - length, textEnd))
  return history ? { frame: whole.subarray(0, textEnd - length), history } : none
}

function parse(text: Uint8Array): History | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(text))
    return isHistory(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** Whether this is a history as {@link withHistory} wrote it. */
export function isHistory(value: unknown): value is History {
  if (typeof value !== 'object' || value === null) return false
  const fields: { epoch?: unknown; sequence?: unknown; branch?: unknown } = value
  const { epoch, sequence, branch = '' } = fields
  return (
    typeof epoch === 'string' &&
    typeof branch === 'string' &&
    typeof sequence === 'number' &&
    sequence >= 0
  )
}
