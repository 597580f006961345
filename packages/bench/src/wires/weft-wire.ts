import {
  decodeMessage,
  FragmentAssembler,
  helloFrame,
  messageType,
  pongFrame,
  PROTOCOL_VERSION,
  syncStep1Frame,
} from '@weft/protocol'
import { VarintReader } from '../generator/varint.ts'
import type { Wire, WireListener } from './wire.ts'
import { readYWebsocketMessage } from './y-websocket-wire.ts'

const MAX_STATE_BYTES = 2 ** 30

const reader = new VarintReader()
const fragments = new WeakMap<WireListener, FragmentAssembler>()

/** What Weft's provider speaks: y-websocket's messages and the extension. */
export const weftWire: Wire = {
  path: (room) => `/${room}`,
  greeting: (_room, stateVector) => [
    helloFrame({
      version: PROTOCOL_VERSION,
      client: 'bench',
      token: '',
      sessionId: '',
      resumeSecret: '',
    }),
    syncStep1Frame(stateVector),
  ],
  wrap: (_room, message) => message,
  read,
}

function read(bytes: Uint8Array, start: number, end: number, listener: WireListener): void {
  const type = bytes[start]
  if (type === messageType.sync || type === messageType.awareness) {
    readYWebsocketMessage(bytes, start, end, listener)
  } else if (type === messageType.awarenessPatch) {
    reader.from(bytes, start + 1, end)
    const length = reader.number()
    const at = reader.at
    listener.onAwarenessPatch(bytes, at, at + length)
  } else if (type === messageType.saved) {
    listener.onSaved(reader.from(bytes, start + 1, end).number())
  } else {
    readRare(bytes.slice(start, end), listener)
  }
}

function readRare(bytes: Uint8Array, listener: WireListener): void {
  const message = decodeMessage(bytes)
  if (message.type === 'ping') listener.onReply(pongFrame(message.id))
  if (message.type !== 'fragment') return
  const assembler = fragments.get(listener) ?? new FragmentAssembler(MAX_STATE_BYTES)
  fragments.set(listener, assembler)
  const whole = assembler.add(message)
  if (whole) read(whole, 0, whole.length, listener)
}
