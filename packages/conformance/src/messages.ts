import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'

/** What one awareness message says of one client. */
export interface AwarenessEntry {
  readonly clientId: number
  readonly clock: number
  /** JSON, or `null` for a client that has left. */
  readonly state: string
}

/** A message of y-websocket's wire, taken apart. */
export type Message =
  | { readonly type: 'step 1'; readonly stateVector: Uint8Array }
  | { readonly type: 'step 2'; readonly update: Uint8Array }
  | { readonly type: 'update'; readonly update: Uint8Array }
  | {
      readonly type: 'awareness'
      readonly entries: readonly AwarenessEntry[]
      readonly payload: Uint8Array
    }
  | { readonly type: 'query' }
  /** Any other, such as auth or an extension's. */
  | { readonly type: 'other'; readonly number: number; readonly rest: Uint8Array }

const SYNC = 0
const AWARENESS = 1
const QUERY = 3

export const step1 = (stateVector: Uint8Array = Uint8Array.of(0)): Uint8Array =>
  sync(0, stateVector)
export const step2 = (update: Uint8Array): Uint8Array => sync(1, update)
export const update = (bytes: Uint8Array): Uint8Array => sync(2, bytes)
export const query = (): Uint8Array => Uint8Array.of(QUERY)

export const awareness = (...entries: readonly AwarenessEntry[]): Uint8Array => {
  const payload = encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, entries.length)
    for (const { clientId, clock, state } of entries) {
      encoding.writeVarUint(encoder, clientId)
      encoding.writeVarUint(encoder, clock)
      encoding.writeVarString(encoder, state)
    }
  })
  return awarenessOf(payload)
}

/** An awareness message around any bytes. */
export const awarenessOf = (payload: Uint8Array): Uint8Array =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, AWARENESS)
    encoding.writeVarUint8Array(encoder, payload)
  })

function sync(kind: 0 | 1 | 2, bytes: Uint8Array): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, SYNC)
    encoding.writeVarUint(encoder, kind)
    encoding.writeVarUint8Array(encoder, bytes)
  })
}

/** @throws {Error} When the bytes are no message. */
export function readMessage(bytes: Uint8Array): Message {
  const decoder = decoding.createDecoder(bytes)
  const number = decoding.readVarUint(decoder)
  switch (number) {
    case SYNC:
      return readSync(decoder)
    case AWARENESS: {
      const payload = decoding.readVarUint8Array(decoder)
      return { type: 'awareness', entries: readEntries(payload), payload }
    }
    case QUERY:
      return { type: 'query' }
    default:
      return { type: 'other', number, rest: decoding.readTailAsUint8Array(decoder) }
  }
}

function readSync(decoder: decoding.Decoder): Message {
  const kind = decoding.readVarUint(decoder)
  const bytes = decoding.readVarUint8Array(decoder)
  if (kind === 0) return { type: 'step 1', stateVector: bytes }
  if (kind === 1) return { type: 'step 2', update: bytes }
  if (kind === 2) return { type: 'update', update: bytes }
  throw new Error(`sync message of unknown kind ${kind}`)
}

function readEntries(payload: Uint8Array): AwarenessEntry[] {
  const decoder = decoding.createDecoder(payload)
  return Array.from({ length: decoding.readVarUint(decoder) }, () => ({
    clientId: decoding.readVarUint(decoder),
    clock: decoding.readVarUint(decoder),
    state: decoding.readVarString(decoder),
  }))
}
