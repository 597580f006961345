import type { AwarenessEntry } from './awareness.ts'
import { commonLength } from './common-length.ts'
import { FieldWriter } from './wire.ts'

/** A part of a text that is replaced; the text around it is kept. */
export interface Hunk {
  /** How much is kept between the hunk before and this one, in UTF-16 code units. */
  readonly kept: number
  /** How much of the old text is left out then, in the same units. */
  readonly dropped: number
  /** What stands there instead. */
  readonly text: string
}

/** One client's newest entry, as a difference to an earlier one. */
export interface AwarenessChange {
  readonly clientId: number
  readonly baseClock: number
  /** Higher than `baseClock`. */
  readonly clock: number
  readonly hunks: readonly Hunk[]
}

const [COMMA, CLOSING_BRACKET, CLOSING_BRACE] = [0x2c, 0x5d, 0x7d]

/** What a hunk takes besides its text, in bytes. */
const HUNK_OVERHEAD = 4

/**
 * What turns one JSON text into another, if that takes less than the text itself: undefined otherwise.
 *
 * Goes through both texts side by side, and after a difference goes on where the value ends. What a cursor changes are a
 * few numbers far from each other, which that finds in one pass.
 */
export function diffStates(old: string, state: string): Hunk[] | undefined {
  const hunks: Hunk[] = []
  let cost = 0
  // Where both texts go on after the last hunk.
  let [oldFrom, from] = [0, 0]
  while (oldFrom < old.length || from < state.length) {
    let kept = commonLength(old, oldFrom, state, from)
    if (oldFrom + kept === old.length && from + kept === state.length) break
    // Half of a surrogate pair is no text that UTF-8 could express.
    if (kept > 0 && isHighSurrogate(state.charCodeAt(from + kept - 1))) kept -= 1
    const [oldStart, start] = [oldFrom + kept, from + kept]
    oldFrom = valueEnd(old, oldStart)
    from = valueEnd(state, start)
    // Two texts of another structure: there is no telling where they meet again.
    if (oldFrom === oldStart && from === start) [oldFrom, from] = [old.length, state.length]
    const text = state.slice(start, from)
    hunks.push({ kept, dropped: oldFrom - oldStart, text })
    cost += text.length + HUNK_OVERHEAD
    if (cost >= state.length) return undefined
  }
  return hunks
}

/** Encodes what changed as an awareness patch's payload. */
export function encodeAwarenessPatch(changes: readonly AwarenessChange[]): Uint8Array {
  const fields = new FieldWriter()
  for (const { clientId, baseClock, clock, hunks } of changes) {
    fields
      .number(clientId)
      .number(baseClock)
      .number(clock - baseClock)
      .number(hunks.length)
    for (const { kept, dropped, text } of hunks) fields.number(kept).number(dropped).text(text)
  }
  return fields.finish()
}

/** How a client's newest entry differs from the one that is known; undefined when it has to be told whole. */
export function awarenessChange(
  base: AwarenessEntry,
  { clientId, clock, state }: AwarenessEntry,
): AwarenessChange | undefined {
  if (clock <= base.clock) return undefined
  const hunks = diffStates(base.state, state)
  return hunks && { clientId, baseClock: base.clock, clock, hunks }
}

/** The next comma or closing bracket, or the text's end. In a string they are as good: only the size depends on it. */
function valueEnd(text: string, from: number): number {
  let at = from
  while (at < text.length && !endsValue(text.charCodeAt(at))) at += 1
  return at
}

// Not a search in a text of these: whoever changes long strings would make that a server's main work.
function endsValue(unit: number): boolean {
  return unit === COMMA || unit === CLOSING_BRACE || unit === CLOSING_BRACKET
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00
}
