import { ProtocolError } from './errors.ts'
import { MAX_AWARENESS_BYTES, MAX_AWARENESS_DEPTH } from './limits.ts'
import * as messageType from './message-type.ts'
import { encodeFields, FieldReader } from './wire.ts'

/** One client's entry in an awareness message. */
export interface AwarenessEntry {
  readonly clientId: number
  readonly clock: number
  /** The state as JSON text: an object, or {@link NO_STATE} for a client that left. */
  readonly state: string
}

/** The state of a client that left. */
export const NO_STATE = 'null'

/**
 * Decodes an awareness message's payload. Each state is checked to be an object in JSON, at most
 * {@link MAX_AWARENESS_DEPTH} deep, or {@link NO_STATE}: stock clients parse and walk what they are sent without a
 * catch, so a bad state must never be passed on.
 *
 * @param isSound Whether an entry's state is known to be all that, so that it need not be parsed: see
 * {@link hasOtherNumbers}.
 * @throws {ProtocolError}
 */
export function decodeAwareness(
  payload: Uint8Array,
  isSound: (entry: AwarenessEntry) => boolean = () => false,
): AwarenessEntry[] {
  if (payload.length > MAX_AWARENESS_BYTES) {
    throw new ProtocolError(
      'TOO_LARGE',
      `a message of ${payload.length} bytes; at most ${MAX_AWARENESS_BYTES} are allowed`,
    )
  }
  const fields = new FieldReader(payload)
  const count = fields.number()
  const entries: AwarenessEntry[] = []
  // Not an array of `count`: the number is the peer's word, the entries are what really came.
  for (let index = 0; index < count; index += 1) {
    const entry = { clientId: fields.number(), clock: fields.number(), state: fields.text() }
    if (!isSound(entry) && !isState(entry.state)) {
      throw new ProtocolError('BAD_AWARENESS')
    }
    entries.push(entry)
  }
  if (!fields.isAtEnd) {
    throw new ProtocolError('TRAILING_BYTES')
  }
  return entries
}

/**
 * Decodes a frame that holds exactly one awareness message, without a copy of its payload; undefined when the frame holds
 * another message. As {@link decodeAwareness} otherwise.
 *
 * @throws {ProtocolError}
 */
export function decodeAwarenessFrame(
  frame: Uint8Array,
  isSound?: (entry: AwarenessEntry) => boolean,
): AwarenessEntry[] | undefined {
  const fields = new FieldReader(frame)
  if (frame.length === 0 || fields.number() !== messageType.awareness) return undefined
  const payload = fields.view()
  if (!fields.isAtEnd) throw new ProtocolError('TRAILING_BYTES')
  return decodeAwareness(payload, isSound)
}

/**
 * Encodes entries as an awareness message's payload.
 *
 * @throws {RangeError} When a client ID or a clock is not a whole number from 0 to 2^53 − 1.
 */
export function encodeAwareness(entries: readonly AwarenessEntry[]): Uint8Array {
  return encodeFields(
    entries.length,
    ...entries.flatMap(({ clientId, clock, state }) => [clientId, clock, state]),
  )
}

function isState(state: string): boolean {
  if (state === NO_STATE) return true
  try {
    const parsed: unknown = JSON.parse(state)
    return isObject(parsed) && !Array.isArray(parsed) && !isDeeper(parsed, MAX_AWARENESS_DEPTH)
  } catch {
    // Some engines parse recursively: what exhausts their stack ends up here, too.
    return false
  }
}

/** Whether more than `levels` objects and arrays lie in each other. Recurses no deeper than that. */
function isDeeper(value: unknown, levels: number): boolean {
  if (!isObject(value)) return false
  return levels === 0 || Object.values(value).some((item) => isDeeper(item, levels - 1))
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
