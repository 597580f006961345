import type { DocumentStorage, RecordedUpdate, StoredDocument } from '../document-storage.ts'
import { expectTrue } from './expect.ts'

/** Names that trip naive keys: prefixes of each other, neighbours of separators, two spellings of one letter. */
export const ODD_NAMES: readonly string[] = [
  'a',
  'a!',
  'a/b',
  'a~',
  'aa',
  'a\u0001',
  'ab',
  '\u0001',
  ' ',
  '%2F',
  '../a',
  'é', // composed: NFC
  'e\u0301', // decomposed: NFD
  '\ufeff', // a byte order mark, to a careless decoder
  '\ufeffa',
  '\uffee', // sorts after every surrogate in UTF-16, before every astral character in UTF-8
  '😀',
  '😀😀',
  '\u{10ffff}',
  '__proto__',
  'constructor',
  'toString',
  'x'.repeat(511),
  'x'.repeat(512),
  'é'.repeat(256),
]

/** Bytes of this length that differ from seed to seed and along the way. */
export function bytes(length: number, seed: number): Uint8Array {
  const result = new Uint8Array(length)
  let state = (seed + 1) * 0x9e3779b1
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    result[i] = state >>> 24
  }
  return result
}

/** One update, told from others by its number. */
export function update(number: number, length = 20): RecordedUpdate {
  return {
    update: bytes(length, number),
    user: number % 3 === 0 ? undefined : `user ${number}`,
    timeMs: 1_700_000_000_000 + number,
  }
}

/** Creates the document and appends `count` records of one update each, numbered like the records. */
export async function fill(
  storage: DocumentStorage,
  document: string,
  count: number,
): Promise<void> {
  await storage.create(document, `epoch of ${document}`, 1_600_000_000_000)
  for (let sequence = 1; sequence <= count; sequence++) {
    await storage.append([{ document, updates: [update(sequence)] }])
  }
}

export async function loadPresent(
  storage: DocumentStorage,
  document: string,
): Promise<StoredDocument> {
  const stored = await storage.load(document)
  if (stored === undefined) throw new Error(`expected "${document}" to be there`)
  return stored
}

/** That a document reads as one whole history: the snapshot's end, then every record up to the last. */
export function expectWhole(stored: StoredDocument, what: string): void {
  let sequence = stored.snapshot?.sequence ?? 0
  for (const record of stored.records) {
    sequence += 1
    expectTrue(
      record.sequence === sequence,
      `${what} to hold record ${sequence}, got ${record.sequence}`,
    )
  }
  expectTrue(
    stored.sequence === sequence,
    `${what} to end at record ${stored.sequence}, got ${sequence}`,
  )
  expectTrue(
    stored.damage.length === 0,
    `${what} to be undamaged, got ${JSON.stringify(stored.damage)}`,
  )
}
