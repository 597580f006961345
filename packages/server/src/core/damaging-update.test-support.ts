import { SeededRandom } from '@weft/testkit'
import * as Y from 'yjs'
import { checkUpdate, type CheckedUpdate } from './checked-update.ts'
import { LiveDocument } from './live-document.ts'

export interface DamagingUpdate {
  /** A document's state. */
  readonly base: Uint8Array
  /** Parses, and yet Yjs throws on it when it has applied a part. */
  readonly bad: Uint8Array
}

/** Mutants of good updates that are worse than they look, found by a seeded search. */
export function* damagingUpdates(seed: number, tries: number): Generator<DamagingUpdate> {
  const random = new SeededRandom(seed)
  let { base, good } = goodUpdate(random)
  for (let index = 1; index <= tries; index += 1) {
    if (index % 50 === 0) ({ base, good } = goodUpdate(random))
    const bad = mutate(good, random)
    if (isDamaging(base, bad)) yield { base, bad }
  }
}

/** One of them. */
export function damagingUpdate(): DamagingUpdate {
  for (const found of damagingUpdates(1, 100_000)) return found
  throw new Error('No mutant does what is wanted')
}

function goodUpdate(random: SeededRandom): { base: Uint8Array; good: Uint8Array } {
  const doc = new Y.Doc()
  doc.clientID = 1
  doc.getText('text').insert(0, 'stored')
  doc.getArray('list').insert(0, [1, new Y.Map(), new Y.Text('x')])
  doc.getMap('map').set('key', 'value')
  const base = Y.encodeStateAsUpdate(doc)
  const before = Y.encodeStateVector(doc)
  doc.clientID = 2
  for (let edits = 0; edits < 3; edits += 1) edit(doc, random)
  doc.clientID = 3
  for (let edits = 0; edits < 3; edits += 1) edit(doc, random)
  return { base, good: Y.encodeStateAsUpdate(doc, before) }
}

function edit(doc: Y.Doc, random: SeededRandom): void {
  const text = doc.getText('text')
  switch (random.below(5)) {
    case 0:
      return text.insert(random.below(text.length), 'abc')
    case 1:
      return text.delete(0, 1)
    case 2:
      return doc.getArray('list').insert(1, [new Y.Map([['nested', 1]])])
    case 3:
      return text.format(0, 2, { bold: true })
    default:
      doc.getMap('map').set('key', random.below(100))
  }
}

function mutate(update: Uint8Array, random: SeededRandom): Uint8Array {
  const mutant = update.slice()
  for (let flips = 1 + random.below(2); flips > 0; flips -= 1) {
    mutant[random.below(mutant.length)] =
      random.below(2) === 0 ? random.below(256) : random.below(8)
  }
  return mutant
}

function isDamaging(base: Uint8Array, mutant: Uint8Array): boolean {
  let checked: CheckedUpdate
  try {
    checked = checkUpdate(mutant)
  } catch {
    return false
  }
  const document = new LiveDocument()
  document.load([base])
  const before = document.stateVector()
  const { outcomes } = document.apply([checked])
  return outcomes[0] === 'failed' && !sameBytes(before, document.stateVector())
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index])
}
