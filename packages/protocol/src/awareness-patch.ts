import { encodeAwareness, type AwarenessEntry } from './awareness.ts'
import { ProtocolError } from './errors.ts'
import { MAX_AWARENESS_BYTES } from './limits.ts'
import { FieldReader } from './wire.ts'

/** An awareness message's payload, made from a patch. */
export interface Patched {
  readonly awareness: Uint8Array
  /** Whose entries were left out, because what they build on is not known. */
  readonly missing: readonly number[]
}

/**
 * Turns an awareness patch into the whole entries that it stands for. They are not checked any further: decode the
 * result as any awareness payload.
 *
 * @param known The newest entry of each client that came over the same connection.
 * @throws {ProtocolError}
 */
export function applyAwarenessPatch(
  patch: Uint8Array,
  known: ReadonlyMap<number, AwarenessEntry>,
): Patched {
  const fields = new FieldReader(patch)
  const entries: AwarenessEntry[] = []
  const missing: number[] = []
  // A patch without hunks takes a few bytes and stands for a whole state, so the sum has to be looked at.
  let left = MAX_AWARENESS_BYTES
  while (!fields.isAtEnd) {
    const clientId = fields.number()
    const baseClock = fields.number()
    const clock = baseClock + fields.number()
    const base = known.get(clientId)
    const old = base?.state ?? ''
    let state = ''
    let at = 0
    for (let hunks = fields.number(); hunks > 0; hunks -= 1) {
      const start = at
      at += fields.number()
      state += old.slice(start, at)
      at += fields.number()
      state += fields.text()
    }
    if (base?.clock !== baseClock) {
      missing.push(clientId)
      continue
    }
    state += old.slice(at)
    left -= state.length
    if (at > old.length || left < 0) {
      throw new ProtocolError('BAD_AWARENESS')
    }
    entries.push({ clientId, clock, state })
  }
  return { awareness: encodeAwareness(entries), missing }
}
