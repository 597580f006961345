import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { SeededRandom } from '@weft/testkit'
import { Doc, encodeStateAsUpdate, encodeStateVector, getState, type Text } from 'yjs'
import { firstClientIdOf, TEXT } from './typing.ts'

/** A document as one person typed it. */
export interface Paper {
  readonly clientId: number
  /** One update for each edit, in order. */
  readonly updates: readonly Uint8Array[]
  /** How far the writer's clock is after each edit; a deletion leaves it where it was. */
  readonly clocks: Float64Array
  readonly text: string
  /** The whole, and somebody's state vector who has all of it but the last twentieth. */
  readonly state: Uint8Array
  readonly knownStateVector: Uint8Array
}

/** A text that is replaced at a place: where, how much goes, what comes. */
type Patch = readonly [at: number, deleted: number, inserted: string]

/** What somebody who comes back had. */
const KNOWN_PART = 0.95
/** As many edits as the paper has whose recording is public. */
export const PAPER_EDITS = 259_778
const LETTERS = 'abcdefghijklmnopqrstuvwxyz    ,.\n'
const SEED = 259_778

const papers = new Map<string, Paper>()

/**
 * A paper to type.
 *
 * @param trace A file with a recording; if there is none, a seeded writer makes it up: words of letters, three edits in ten
 * take one back, now and then it goes on elsewhere.
 * @param edits How many of its edits.
 */
export function paperOf(trace: string | undefined, edits: number): Paper {
  const key = `${trace ?? ''} ${edits}`
  const made = papers.get(key)
  if (made) return made
  const paper = typed(trace === undefined ? madeUp(edits) : recorded(trace).slice(0, edits))
  papers.set(key, paper)
  return paper
}

function typed(patches: readonly Patch[]): Paper {
  const doc = new Doc()
  doc.clientID = firstClientIdOf(0)
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  const text: Text = doc.getText(TEXT)
  const clocks = new Float64Array(patches.length)
  let knownStateVector = encodeStateVector(doc)
  for (const [index, [at, deleted, inserted]] of patches.entries()) {
    doc.transact(() => {
      if (deleted > 0) text.delete(at, deleted)
      if (inserted !== '') text.insert(at, inserted)
    })
    clocks[index] = getState(doc.store, doc.clientID)
    if (index === Math.floor(patches.length * KNOWN_PART)) knownStateVector = encodeStateVector(doc)
  }
  return {
    clientId: doc.clientID,
    updates,
    clocks,
    text: text.toJSON(),
    state: encodeStateAsUpdate(doc),
    knownStateVector,
  }
}

function* strokes(edits: number): Generator<Patch> {
  const random = new SeededRandom(SEED)
  let length = 0
  let cursor = 0
  let isDeleting = true
  let left = 0
  for (let edit = 0; edit < edits; edit += 1) {
    if (left === 0) {
      isDeleting = !isDeleting
      left = 1 + random.below(isDeleting ? 12 : 28)
      if (random.chance(0.1)) cursor = random.below(length + 1)
    }
    left -= 1
    if (isDeleting && cursor > 0) {
      cursor -= 1
      length -= 1
      yield [cursor, 1, '']
    } else {
      yield [cursor, 0, LETTERS[random.below(LETTERS.length)] ?? ' ']
      cursor += 1
      length += 1
    }
  }
}

function madeUp(edits: number): readonly Patch[] {
  return [...strokes(edits)]
}

/** @throws {Error} When the file is no recording. */
function recorded(file: string): readonly Patch[] {
  const bytes = readFileSync(file)
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  const trace: unknown = JSON.parse(text)
  if (!isTrace(trace)) {
    throw new Error(
      `"${file}" is no recording: it has no "txns" with "patches", as editing-traces has them.`,
    )
  }
  const start: readonly Patch[] = trace.startContent === '' ? [] : [[0, 0, trace.startContent]]
  return [...start, ...trace.txns.flatMap(({ patches }) => patches)]
}

interface Trace {
  readonly startContent: string
  readonly txns: readonly { readonly patches: readonly Patch[] }[]
}

function isTrace(trace: unknown): trace is Trace {
  if (typeof trace !== 'object' || trace === null) return false
  if (!('startContent' in trace) || typeof trace.startContent !== 'string') return false
  if (!('txns' in trace) || !Array.isArray(trace.txns)) return false
  return trace.txns.every(isTransaction)
}

function isTransaction(transaction: unknown): boolean {
  if (typeof transaction !== 'object' || transaction === null) return false
  return (
    'patches' in transaction &&
    Array.isArray(transaction.patches) &&
    transaction.patches.every(isPatch)
  )
}

function isPatch(patch: unknown): boolean {
  if (!Array.isArray(patch)) return false
  const [at, deleted, inserted] = patch as readonly unknown[]
  return typeof at === 'number' && typeof deleted === 'number' && typeof inserted === 'string'
}
