import { messageType, syncStep1Frame } from '@weft/protocol'
import { VarintReader } from '../generator/varint.ts'
import type { Wire, WireListener } from './wire.ts'

const STEP_1 = 0
const STEP_2 = 1

const reader = new VarintReader()

/** One document for each connection, named by the URL; a frame is a message. */
export const yWebsocketWire: Wire = {
  path: (room) => `/${room}`,
  greeting: (_room, stateVector) => [syncStep1Frame(stateVector)],
  wrap: (_room, message) => message,
  read: (bytes, start, end, listener) => {
    readYWebsocketMessage(bytes, start, end, listener)
  },
}

/** Reads what y-websocket's servers say; what is none of that is passed over. */
export function readYWebsocketMessage(
  bytes: Uint8Array,
  start: number,
  end: number,
  listener: WireListener,
): void {
  reader.from(bytes, start, end)
  const type = reader.number()
  if (type === messageType.sync) {
    const step = reader.number()
    const length = reader.number()
    const at = reader.at
    if (step === STEP_1) listener.onAsked()
    else listener.onUpdate(bytes, at, at + length)
    if (step === STEP_2) listener.onSynced()
  } else if (type === messageType.awareness) {
    const length = reader.number()
    const at = reader.at
    listener.onAwareness(bytes, at, at + length)
  }
}
