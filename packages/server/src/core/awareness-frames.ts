import {
  encodeAwareness,
  encodeAwarenessPatch,
  encodeMessage,
  type AwarenessChange,
  type AwarenessEntry,
} from '@weft/protocol'

/**
 * Entries are divided over messages with at most so many characters of JSON each, unless one alone has more. Even if
 * every character takes three bytes that is less than a fragment.
 */
const MESSAGE_CHARACTERS = 20_000
/** What an entry takes besides its state: three numbers. */
const ENTRY_OVERHEAD = 20
/** What a hunk of a patch takes besides its text: three numbers. */
const HUNK_OVERHEAD = 9

/** Awareness messages with these entries. */
export function awarenessFrames(entries: readonly AwarenessEntry[]): Uint8Array[] {
  const sizeOf = ({ state }: AwarenessEntry) => state.length + ENTRY_OVERHEAD
  return inParts(entries, sizeOf).map((part) =>
    encodeMessage({ type: 'awareness', awareness: encodeAwareness(part) }),
  )
}

/** Messages with these patches. */
export function patchFrames(changes: readonly AwarenessChange[]): Uint8Array[] {
  const sizeOf = ({ hunks }: AwarenessChange) =>
    hunks.reduce((size, { text }) => size + text.length + HUNK_OVERHEAD, ENTRY_OVERHEAD)
  return inParts(changes, sizeOf).map((part) =>
    encodeMessage({ type: 'awarenessPatch', patch: encodeAwarenessPatch(part) }),
  )
}

function inParts<T>(items: readonly T[], sizeOf: (item: T) => number): T[][] {
  const parts: T[][] = []
  let part: T[] = []
  let size = 0
  for (const item of items) {
    const itemSize = sizeOf(item)
    if (part.length > 0 && size + itemSize > MESSAGE_CHARACTERS) {
      parts.push(part)
      part = []
      size = 0
    }
    part.push(item)
    size += itemSize
  }
  if (part.length > 0) parts.push(part)
  return parts
}
