import { ProtocolError } from './errors.ts'
import * as messageType from './message-type.ts'
import { encodeFields, FieldReader } from './wire.ts'

/** What a shared connection carries for its channels. */
export type ChannelFrame =
  /** A frame as it would be sent on a connection of its own. */
  | { readonly type: 'channel'; readonly channel: number; readonly frame: Uint8Array }
  /** From the client. The name is plain text: nothing in it is percent-encoded. */
  | { readonly type: 'openChannel'; readonly channel: number; readonly documentName: string }
  /** Ends a channel as a close frame ends a connection. */
  | {
      readonly type: 'closeChannel'
      readonly channel: number
      readonly code: number
      readonly reason: string
    }

/** The query parameter by which a URL without a document asks for a shared connection; its value says nothing. */
export const SHARED_PARAMETER = 'channels'

/** A close reason's longest form, in bytes of UTF-8: what a WebSocket's close frame holds. */
const MAX_REASON_BYTES = 123

/**
 * Decodes a frame of a shared connection that concerns a channel; undefined for any other frame. The inner frame is a view
 * of the given one.
 *
 * @throws {ProtocolError} When it begins like one and is none.
 */
export function decodeChannelFrame(frame: Uint8Array): ChannelFrame | undefined {
  const [first] = frame
  // The numbers are below 128, so each is one byte.
  switch (first) {
    case messageType.channel: {
      const fields = fieldsOf(frame)
      const channel = fields.number()
      return { type: 'channel', channel, frame: frame.subarray(1 + fields.position) }
    }
    case messageType.openChannel: {
      const fields = fieldsOf(frame)
      const opened = {
        type: 'openChannel',
        channel: fields.number(),
        documentName: fields.text(),
      } as const
      return ended(fields, opened)
    }
    case messageType.closeChannel: {
      const fields = fieldsOf(frame)
      const closed = {
        type: 'closeChannel',
        channel: fields.number(),
        code: fields.number(),
        reason: fields.text(),
      } as const
      return ended(fields, closed)
    }
    default:
      return undefined
  }
}

/**
 * Encodes a frame that concerns a channel. A reason that is too long is cut between characters.
 *
 * @throws {RangeError} When a number in it is not a whole number from 0 to 2^53 − 1.
 */
export function encodeChannelFrame(frame: ChannelFrame): Uint8Array<ArrayBuffer> {
  const { channel } = frame
  switch (frame.type) {
    case 'channel':
      return inChannel(channelPrefix(channel), frame.frame)
    case 'openChannel':
      return encodeFields(messageType.openChannel, channel, frame.documentName)
    case 'closeChannel':
      return encodeFields(messageType.closeChannel, channel, frame.code, shortened(frame.reason))
  }
}

/** What stands before each frame of a channel: its type and its number. */
export function channelPrefix(channel: number): Uint8Array<ArrayBuffer> {
  return encodeFields(messageType.channel, channel)
}

/** A channel's frame on the shared connection. */
export function inChannel(prefix: Uint8Array, frame: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(prefix.length + frame.length)
  whole.set(prefix)
  whole.set(frame, prefix.length)
  return whole
}

function fieldsOf(frame: Uint8Array): FieldReader {
  return new FieldReader(frame.subarray(1))
}

function ended<T extends ChannelFrame>(fields: FieldReader, frame: T): T {
  if (!fields.isAtEnd) {
    throw new ProtocolError('TRAILING_BYTES', `bytes follow the ${frame.type} message`)
  }
  return frame
}

function shortened(reason: string): string {
  let bytes = 0
  let end = 0
  for (const char of reason) {
    const point = char.codePointAt(0) ?? 0
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
    if (bytes > MAX_REASON_BYTES) break
    end += char.length
  }
  return reason.slice(0, end)
}
