// @vitest-environment happy-dom
import { EditorState } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { codeSync } from './code-sync.ts'
import { codeText } from './code-text.ts'

/** Somebody with an editor. What others do arrives with {@link Seat.receive}. */
class Seat {
  readonly doc = new Y.Doc()
  readonly text = this.doc.getText('code')
  readonly undoManager = new Y.UndoManager(this.text, { captureTimeout: 0 })
  readonly view: EditorView

  constructor(clientId: number) {
    this.doc.clientID = clientId
    this.view = new EditorView({
      doc: codeText(this.text),
      extensions: [EditorState.lineSeparator.of('\n'), codeSync(this.text, this.undoManager)],
    })
  }

  get shown(): string {
    return this.view.state.doc.toString()
  }

  receive(from: Seat): void {
    Y.applyUpdate(this.doc, Y.encodeStateAsUpdate(from.doc, Y.encodeStateVector(this.doc)), from)
  }

  close(): void {
    this.view.destroy()
    this.undoManager.destroy()
    this.doc.destroy()
  }
}

/** No format is what stood there already: of one that changes nothing, Yjs says nothing. */
let formats = 0

const pieces = ['a', 'bc', '\n', '\r\n', '\u2028', '😀', '😁', '👩‍👩', 'x\ny', '']

interface Act {
  readonly seat: 0 | 1
  readonly kind: 'edit' | 'twice' | 'undo' | 'redo' | 'embed' | 'meet' | 'format'
  readonly at: number
  readonly length: number
  readonly piece: string
}

const act: fc.Arbitrary<Act> = fc.record({
  seat: fc.constantFrom(0, 1),
  kind: fc.constantFrom('edit', 'edit', 'twice', 'undo', 'redo', 'embed', 'meet', 'format'),
  at: fc.nat(30),
  length: fc.nat(5),
  piece: fc.constantFrom(...pieces),
})

function perform(seats: readonly [Seat, Seat], { seat, kind, at, length, piece }: Act): void {
  const [one, other] = [seats[seat], seats[1 - seat] as Seat]
  const { view, text } = one
  const size = view.state.doc.length
  const from = Math.min(at, size)
  const to = Math.min(from + length, size)
  switch (kind) {
    case 'edit':
      return view.dispatch({ changes: { from, to, insert: piece } })
    case 'twice':
      return view.dispatch({
        changes: [
          { from: 0, insert: piece },
          { from, to, insert: piece },
          { from: size, insert: '!' },
        ],
      })
    case 'undo':
      return void one.undoManager.undo()
    case 'redo':
      return void one.undoManager.redo()
    case 'embed':
      return text.insertEmbed(Math.min(from, text.length), { image: piece })
    case 'format':
      return text.format(from, to - from, { as: (formats += 1) })
    case 'meet':
      return one.receive(other)
  }
}

test('whatever two people do at once, each editor shows what is in the document, and both the same', () => {
  let edits = 0
  fc.assert(
    fc.property(fc.array(act, { minLength: 3, maxLength: 25 }), (acts) => {
      const seats = [new Seat(1), new Seat(2)] as const
      for (const each of acts) {
        perform(seats, each)
        for (const { shown, text } of seats) expect(shown).toBe(codeText(text))
      }
      for (let round = 0; round < 2; round += 1) {
        seats[0].receive(seats[1])
        seats[1].receive(seats[0])
      }
      for (const { shown, text } of seats) expect(shown).toBe(codeText(text))
      expect(seats[0].shown).toBe(seats[1].shown)
      edits += seats[0].shown.length
      for (const seat of seats) seat.close()
    }),
    { numRuns: 200 },
  )
  expect(edits).toBeGreaterThan(300)
})
