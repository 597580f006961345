import { ProtocolError } from './errors.ts'
import { MAX_AWARENESS_BYTES, MAX_AWARENESS_DEPTH } from './limits.ts'
import { FieldReader, FieldWriter } from './wire.ts'

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
 * @throws {ProtocolError}
 */
export function decodeAwareness(payload: Uint8Array): AwarenessEntry[] {
  if (payload.length > MAX_AWARENESS_BYTES) {
    throw new ProtocolError(
      'TOO_LARGE',
      `an awareness payload of ${payload.length} bytes; at most ${MAX_AWARENESS_BYTES} are allowed`,
    )
  }
  const fields = new FieldReader(payload)
  const count = fields.number()
  const entries: AwarenessEntry[] = []
  // Not an array of `count`: the number is the peer's word, the entries are what really came.
  for (let index = 0; index < count; index += 1) {
    const entry = { clientId: fields.number(), clock: fields.number(), state: fields.text() }
    checkState(entry.state)
    entries.push(entry)
  }
  if (!fields.isAtEnd) {
    throw new ProtocolError('TRAILING_BYTES', 'bytes follow the awareness entries')
  }
  return entries
}

/**
 * Encodes entries as an awareness message's payload.
 *
 * @throws {RangeError} When a client ID or a clock is not a whole number from 0 to 2^53 − 1.
 */
export function encodeAwareness(entries: readonly AwarenessEntry[]): Uint8Array {
  const fields = new FieldWriter().number(entries.length)
  for (const { clientId, clock, state } of entries) {
    fields.number(clientId).number(clock).text(state)
  }
  return fields.finish()
}

function checkState(state: string): void {
  if (state === NO_STATE) return
  if (depthOf(state) > MAX_AWARENESS_DEPTH) throw badState('nests too deep')
  let parsed: unknown
  try {
    parsed = JSON.parse(state)
  } catch {
    throw badState('is not JSON')
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw badState('is neither an object nor the bare word null')
  }
}

/**
 * How deep the objects and arrays of a JSON text lie in each other. Counted in the text, before anything recursive sees
 * it; for a text that is not JSON the answer means nothing.
 */
function depthOf(json: string): number {
  let depth = 0
  let deepest = 0
  let isInString = false
  for (let index = 0; index < json.length; index += 1) {
    const char = json[index]
    if (isInString) {
      if (char === '\\') index += 1
      else if (char === '"') isInString = false
    } else if (char === '"') {
      isInString = true
    } else if (char === '{' || char === '[') {
      depth += 1
      deepest = Math.max(deepest, depth)
    } else if (char === '}' || char === ']') {
      depth -= 1
    }
  }
  return deepest
}

function badState(fault: string): ProtocolError {
  return new ProtocolError('BAD_AWARENESS', `an awareness state ${fault}`)
}
