import { ManualClock } from '@weft/testkit'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { Answers } from './answers.ts'
import { checkUpdate } from './checked-update.ts'
import { LiveDocument } from './live-document.ts'

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
