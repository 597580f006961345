import type { Damage, LogRecord, Quarantine, Snapshot } from './document-storage.ts'

const NOTHING = new Uint8Array(0)

interface Content {
  readonly snapshot: Snapshot | undefined
  readonly records: readonly LogRecord[]
}

/** Snapshot and records as they are handed out: without the bytes of what was quarantined. */
export function blanked<Given extends Content>(content: Given, damage: readonly Damage[]): Given {
  const positions = new Set(
    damage.flatMap(({ fromSequence, index }) =>
      index === undefined ? [] : [`${fromSequence}/${index}`],
    ),
  )
  if (positions.size === 0) return content
  const { snapshot, records } = content
  return {
    ...content,
    snapshot: snapshot && {
      ...snapshot,
      pieces: snapshot.pieces.map((piece, index) =>
        positions.has(`0/${index}`) ? NOTHING : piece,
      ),
    },
    records: records.map(({ sequence, updates }) => ({
      sequence,
      updates: updates.map((update, index) =>
        positions.has(`${sequence}/${index}`) ? { ...update, update: NOTHING } : update,
      ),
    })),
  }
}

/** The damage that a quarantine is noted as. Throws a `RangeError` for what is not there. */
export function requireQuarantine(
  document: string,
  content: Content,
  { sequence, index, what }: Quarantine,
): Damage {
  const inside =
    sequence === 0
      ? content.snapshot?.pieces
      : content.records.find((record) => record.sequence === sequence)?.updates
  if (inside?.[index] === undefined) {
    const where = sequence === 0 ? `piece ${index}` : `update ${index} of record ${sequence}`
    throw new RangeError(`Cannot quarantine ${where} of "${document}": it is not there`)
  }
  return { fromSequence: sequence, toSequence: sequence, index, what }
}

/** The damage known, and what is newly quarantined. What was marked before keeps its words. */
export function withQuarantines(
  known: readonly Damage[],
  added: readonly Damage[],
): readonly Damage[] {
  const merged = [...known]
  for (const one of added) {
    const isKnown = merged.some(
      ({ fromSequence, index }) => fromSequence === one.fromSequence && index === one.index,
    )
    if (!isKnown) merged.push(one)
  }
  return merged
}
