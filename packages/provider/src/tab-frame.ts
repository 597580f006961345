import { encodeFields, FieldReader } from '@weft/protocol'
import * as encoding from 'lib0/encoding'
import { historyOf, type History } from './core/history.ts'

/** What stands at the end of a frame with a history: "weft", lowest byte first. */
const MARK = 0x74666577
const TAIL_BYTES = 6

/**
 * A frame for the other tabs, followed by the history that its sender's document belongs to. y-websocket's tabs read a
 * message and look at nothing behind it; Weft's read the history, so that a document which was made anew does not get its
 * earlier content back from a tab that has not heard of it. A restored one has the same epoch, and does: nothing is there
 * twice, but what the backup had undone comes back.
 *
 * ```
 * frame | text(epoch) number(sequence) text(branch) | their length in 2 bytes | "weft"
 * ```
 */
export function withHistory(
  frame: Uint8Array<ArrayBuffer>,
  history: History | undefined,
): Uint8Array<ArrayBuffer> {
  if (history === undefined) return frame
  const fields = encodeFields(history.epoch, history.sequence, history.branch ?? '')
  return encoding.encode((encoder) => {
    encoding.writeUint8Array(encoder, frame)
    encoding.writeUint8Array(encoder, fields)
    encoding.writeUint16(encoder, fields.length)
    encoding.writeUint32(encoder, MARK)
  })
}

/** Takes apart what {@link withHistory} put together; a frame of a tab that names no history is left as it is. */
export function splitHistory(whole: Uint8Array): {
  readonly frame: Uint8Array
  readonly history: History | undefined
} {
  const none = { frame: whole, history: undefined }
  const end = whole.length - TAIL_BYTES
  const bytes = new DataView(whole.buffer, whole.byteOffset, whole.length)
  if (end < 0 || bytes.getUint32(end + 2, true) !== MARK) return none
  const start = end - bytes.getUint16(end, true)
  try {
    const fields = new FieldReader(whole.subarray(start, end))
    const history = historyOf(fields.text(), fields.number(), fields.text())
    return start >= 0 && fields.isAtEnd ? { frame: whole.subarray(0, start), history } : none
  } catch {
    return none
  }
}
