import * as encoding from 'lib0/encoding'
import { ProtocolError } from './errors.ts'
import { FieldReader } from './wire.ts'

/** One client's entry in an awareness message. */
export interface AwarenessEntry {
  readonly clientId: number
  readonly clock: number
  /** The state as JSON text: an object, or `null` for a client that left. */
  readonly state: string
}

/** The state of a client that left. */
export const NO_STATE = 'null'

/**
 * Decodes an awareness message's payload. Each state is checked to be JSON, an object or null: stock clients parse what
 * they are sent without a catch, so a bad state must never be passed on.
 *
 * @throws {ProtocolError}
 */
export function decodeAwareness(payload: Uint8Array): AwarenessEntry[] {
  const fields = new FieldReader(payload)
  const count = fields.number()
  const entries: AwarenessEntry[] = []
  // Not an array of `count`: the number is the peer's word, the entries are what really came.
  for (let index = 0; index < count; index += 1) {
    const entry = { clientId: fields.number(), clock: fields.number(), state: fields.text() }
    checkState(entry.state)
    entries.push(entry)
  }
  if (!fields.isAtEnd) throw new ProtocolError('TRAILING_BYTES', 'bytes follow the awareness entries')
  return entries
}

/** Encodes entries as an awareness message's payload. */
export function encodeAwareness(entries: readonly AwarenessEntry[]): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, entries.length)
    for (const { clientId, clock, state } of entries) {
      encoding.writeVarUint(encoder, clientId)
      encoding.writeVarUint(encoder, clock)
      encoding.writeVarString(encoder, state)
    }
  })
}

function checkState(state: string): void {
  if (state === NO_STATE) return
  let parsed: unknown
  try {
    parsed = JSON.parse(state)
  } catch {
    throw new ProtocolError('BAD_AWARENESS', 'an awareness state is not JSON')
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new ProtocolError('BAD_AWARENESS', 'an awareness state is neither an object nor null')
  }
}
