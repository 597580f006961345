import { decodeMessage } from '@weft/protocol'
import { ManualClock, SeededRandom } from '@weft/testkit'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { Answers } from './answers.ts'
import { checkUpdate } from './checked-update.ts'
import { LiveDocument } from './live-document.ts'
import { sameBytes } from './same-bytes.ts'

// Compared with ===, because to tell what differs a test would walk through mebibytes.

/** A document of so many mebibytes, each typed by itself. */
function documentOf(mebibytes: number): { document: LiveDocument; knownAt: Uint8Array[] } {
  const doc = new Y.Doc()
  const knownAt: Uint8Array[] = []
  for (let index = 0; index < mebibytes; index += 1) {
    knownAt.push(Y.encodeStateVector(doc))
    doc.getText('text').insert(0, 'x'.repeat(1024 * 1024))
  }
  const document = new LiveDocument()
  document.apply([checkUpdate(Y.encodeStateAsUpdate(doc))])
  return { document, knownAt }
}

test('[B10] bytes are kept for two seconds, until the document changes', async () => {
  const { document, knownAt } = documentOf(2)
  const clock = new ManualClock()
  const answers = new Answers(document, clock)
  const [nothing = new Uint8Array()] = knownAt
  const ask = () => answers.frames(nothing, 'answer', true)
  const first = ask()
  expect(ask() === first).toBe(true)
  await clock.advance(2_000)
  expect(clock.pending).toBe(0)
  const second = ask()
  expect(second === first).toBe(false)
  document.doc.getText('text').insert(0, 'more')
  expect(ask() === second).toBe(false)
  answers.forget()
})

test('[B10] of answers that all differ the newest is kept, and 32 MiB of others', () => {
  const { document, knownAt } = documentOf(12)
  const answers = new Answers(document, new ManualClock())
  const asked = knownAt.slice(0, 5)
  const ask = (known: Uint8Array) => answers.frames(known, 'answer', true)
  const first = asked.map(ask)
  // The newest of them are there.
  expect(ask(asked[4] ?? new Uint8Array()) === first[4]).toBe(true)
  expect(ask(asked[3] ?? new Uint8Array()) === first[3]).toBe(true)
  expect(ask(asked[0] ?? new Uint8Array()) === first[0]).toBe(false)
  answers.forget()
})

/** What somebody has who had this, and was sent these frames. */
function read(frames: readonly Uint8Array[], had?: Y.Doc): Y.Doc {
  const doc = new Y.Doc()
  if (had) Y.applyUpdate(doc, Y.encodeStateAsUpdate(had))
  for (const frame of frames) {
    const message = decodeMessage(frame)
    if (message.type !== 'update' && message.type !== 'syncStep2') throw new Error(message.type)
    Y.applyUpdate(doc, message.update)
  }
  expect(doc.store.pendingStructs).toBeNull()
  expect(doc.store.pendingDs).toBeNull()
  return doc
}

/** A room's document that people edit. */
function editedDocument() {
  const document = new LiveDocument()
  const answers = new Answers(document, new ManualClock())
  const person = (clientId: number) => {
    const doc = new Y.Doc()
    doc.clientID = clientId
    Y.applyUpdate(doc, document.diff(new Uint8Array([0])))
    doc.on('update', (update: Uint8Array, origin) => {
      if (origin !== 'room') document.apply([checkUpdate(update)])
    })
    document.doc.on('update', (update: Uint8Array) => Y.applyUpdate(doc, update, 'room'))
    return { doc, text: doc.getText('text') }
  }
  const ask = (doc?: Y.Doc) =>
    answers.frames(doc ? Y.encodeStateVector(doc) : new Uint8Array([0]), 'answer', false)
  return { document, answers, person, ask }
}

const isSame = (one: Y.Doc, other: Y.Doc): boolean =>
  sameBytes(Y.encodeStateAsUpdate(one), Y.encodeStateAsUpdate(other))

test('[B10] [R16] a large document is not encoded anew when somebody types: what came since goes behind', () => {
  const { document, answers, person, ask } = editedDocument()
  const ada = person(1)
  ada.text.insert(0, 'x'.repeat(100_000))
  const [state] = ask()
  ada.text.insert(50_000, 'typed')
  ada.text.delete(10, 20)
  const bob = person(2)
  bob.text.insert(0, 'bob')
  const frames = ask()
  expect(frames[0] === state).toBe(true)
  expect(ask() === frames).toBe(true)
  expect(frames.map((frame) => decodeMessage(frame).type)).toEqual(['update', 'syncStep2'])
  expect(isSame(read(frames), document.doc)).toBe(true)
  answers.forget()
})

test('[R16] it is encoded anew once what came since is long, or nobody has asked for a while', async () => {
  const clock = new ManualClock()
  const { document } = documentOf(1)
  const answers = new Answers(document, clock)
  const ask = () => answers.frames(new Uint8Array([0]), 'answer', false)
  const [state] = ask()
  document.doc.getText('text').insert(0, 'a'.repeat(20_000))
  await clock.advance(1_900)
  expect(ask()[0] === state).toBe(true)
  await clock.advance(1_900)
  expect(ask()[0] === state).toBe(true)
  document.doc.getText('text').insert(0, 'b'.repeat(20_000))
  const [other] = ask()
  expect(other === state).toBe(false)
  expect(ask()[0] === other).toBe(true)
  await clock.advance(2_000)
  expect(clock.pending).toBe(0)
  expect(ask()[0] === other).toBe(false)
  answers.forget()
})

test('[R16] whoever comes back from whatever place is told all it lacks, deletions included', () => {
  const { document, answers, person, ask } = editedDocument()
  const ada = person(1)
  ada.text.insert(0, 'x'.repeat(100_000))
  const before = new Y.Doc()
  Y.applyUpdate(before, document.diff(new Uint8Array([0])))
  ask()
  const people = [ada, person(2), person(3)]
  const random = new SeededRandom(17)
  const had: Y.Doc[] = [before]
  for (let edit = 0; edit < 60; edit += 1) {
    const { text } = random.pick(people)
    const at = random.below(text.length - 20)
    if (random.chance(0.4)) text.delete(at, 5)
    else if (random.chance(0.3)) text.format(at, 9, { bold: random.chance(0.5) || null })
    else text.insert(at, 'typed')
    if (random.chance(0.2)) {
      const left = new Y.Doc()
      Y.applyUpdate(left, document.diff(new Uint8Array([0])))
      had.push(left)
    }
    const doc = random.pick(had)
    expect(isSame(read(ask(doc), doc), document.doc)).toBe(true)
  }
  expect(had.length).toBeGreaterThan(5)
  answers.forget()
})

// A client cleans up marks that look redundant in a part of the document, and would delete them for everybody.
test('[R16] what is encoded for somebody is the whole at that moment, whatever is deleted since it was for others', () => {
  const { document, answers, person, ask } = editedDocument()
  const ada = person(1)
  ada.text.insert(0, 'x'.repeat(100_000))
  const had = new Y.Doc()
  Y.applyUpdate(had, Y.encodeStateAsUpdate(ada.doc))
  ada.text.insert(100, 'typed')
  ask()
  ada.text.delete(0, 50)
  const [state = new Uint8Array()] = ask(had)
  expect(isSame(read([state], had), document.doc)).toBe(true)
  answers.forget()
})

test('[R16] who left after it was encoded is sent the same as those who left just then', () => {
  const { answers, person, ask } = editedDocument()
  const ada = person(1)
  ada.text.insert(0, 'x'.repeat(100_000))
  const had: Y.Doc[] = []
  const leave = () => {
    const doc = new Y.Doc()
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(ada.doc))
    had.push(doc)
  }
  leave()
  const [state] = ask(had[0])
  for (let edits = 0; edits < 5; edits += 1) {
    ada.text.insert(0, 'more')
    leave()
    const [same] = ask(had.at(-1))
    expect(same === state).toBe(true)
  }
  expect(had.length).toBe(6)
  answers.forget()
})

test('[R16] deletions reach those who lack nothing else, and those who lack everything', () => {
  const { document, answers, person, ask } = editedDocument()
  const ada = person(1)
  ada.text.insert(0, 'x'.repeat(100_000))
  const had = new Y.Doc()
  Y.applyUpdate(had, Y.encodeStateAsUpdate(ada.doc))
  ada.text.delete(500, 50)
  for (const doc of [had, undefined]) expect(isSame(read(ask(doc), doc), document.doc)).toBe(true)
  answers.forget()
})
