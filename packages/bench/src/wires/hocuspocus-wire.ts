import { encodeFields, syncStep1Frame } from '@weft/protocol'
import { VarintReader } from '../generator/varint.ts'
import type { Wire } from './wire.ts'
import { readYWebsocketMessage } from './y-websocket-wire.ts'

const AUTH = 2
const TOKEN = 0
const SYNC_STATUS = 8
/** The version of the provider that is spoken for. */
const CLIENT = '4.8.0'

const reader = new VarintReader()
/** Each peer's updates that were acknowledged, one by one. */
const acknowledged = new WeakMap<object, number>()

/** Many documents for each connection: the name stands before each message, and each document begins with a token. */
export const hocuspocusWire: Wire = {
  path: () => '/',
  greeting: (room, stateVector) => [
    hocuspocusWire.wrap(room, encodeFields(AUTH, TOKEN, '', CLIENT)),
    hocuspocusWire.wrap(room, syncStep1Frame(stateVector)),
  ],
  wrap: (room, message) => {
    const name = encodeFields(room)
    const wrapped = new Uint8Array(name.length + message.length)
    wrapped.set(name)
    wrapped.set(message, name.length)
    return wrapped
  },
  read: (bytes, start, end, listener) => {
    // A bare ping or pong has no name.
    if (end - start === 1) return
    reader.from(bytes, start, end).skipBytes()
    const at = reader.at
    if (bytes[at] !== SYNC_STATUS) {
      readYWebsocketMessage(bytes, at, end, listener)
    } else if (bytes[at + 1] === 1) {
      const count = (acknowledged.get(listener) ?? 0) + 1
      acknowledged.set(listener, count)
      listener.onSaved(count)
    }
  },
}
