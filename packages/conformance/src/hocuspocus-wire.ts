import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import type { WireProtocol } from './wire-protocol.ts'

const AUTH = 2
const CLOSE = 7
const PERMISSION_DENIED = 1
// Sync, awareness and query have the same numbers as with y-websocket.
const SHARED_TYPES: ReadonlySet<number> = new Set([0, 1, 3])
const TOKEN = 0

/** Many documents per connection: the name stands before each message, and each document begins with a token. */
export const hocuspocusWire: WireProtocol = {
  name: 'hocuspocus',
  url: (server) => server,
  greeting: (documentName) => [
    hocuspocusWire.wrap(
      documentName,
      encoding.encode((encoder) => {
        encoding.writeVarUint(encoder, AUTH)
        encoding.writeVarUint(encoder, TOKEN)
        encoding.writeVarString(encoder, '')
        // The version of the provider that is spoken for: from 4 on, it is told.
        encoding.writeVarString(encoder, '4.8.0')
      }),
    ),
  ],
  wrap: (documentName, message) =>
    encoding.encode((encoder) => {
      encoding.writeVarString(encoder, documentName)
      encoding.writeUint8Array(encoder, message)
    }),
  unwrap: (frame) => {
    // A bare ping or pong has no name.
    if (frame.length === 1) return { type: 'housekeeping' }
    const decoder = decoding.createDecoder(frame)
    decoding.readVarString(decoder)
    const message = decoding.readTailAsUint8Array(decoder)
    const type = message[0] ?? -1
    if (SHARED_TYPES.has(type)) return { type: 'message', message }
    if (type === CLOSE) return { type: 'ended', reason: reasonIn(message.subarray(1)) }
    if (type === AUTH && message[1] === PERMISSION_DENIED)
      return { type: 'ended', reason: reasonIn(message.subarray(2)) }
    return { type: 'housekeeping' }
  },
}

function reasonIn(bytes: Uint8Array): string {
  return bytes.length === 0 ? '' : decoding.readVarString(decoding.createDecoder(bytes))
}
