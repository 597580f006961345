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

/** The nearest place that is not amid a character. */
const whole = (text: string, place: number): number =>
  /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(place - 1, place + 1)) ? place - 1 : place

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
      return text.insertEmbed(whole(one.shown, from), { image: piece })
    case 'format':
      return text.format(0, whole(one.shown, from), { as: (formats += 1) })
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
    { numRuns: 100 },
  )
  expect(edits).toBeGreaterThan(300)
})

test.each([
  ['an embed', (text: Y.Text) => text.insertEmbed(1, {})],
  ['a format', (text: Y.Text) => text.format(0, 1, { bold: true })],
  ['a word', (text: Y.Text) => text.insert(1, 'word')],
  ['a hole', (text: Y.Text) => text.delete(1, 1)],
])('%s that a foreign program puts amid an emoji shows as the document has it', (_, put) => {
  const seats = [new Seat(1), new Seat(2)] as const
  seats[0].view.dispatch({ changes: { from: 0, insert: '😀!' } })
  seats[1].receive(seats[0])
  put(seats[0].text)
  seats[1].receive(seats[0])
  for (const { shown, text } of seats) {
    expect(shown).toContain('\ufffd')
    expect(shown).toBe(codeText(text))
  }
  for (const seat of seats) seat.close()
})

test('an emoji of which only the second half is changed stays one for everybody', () => {
  const seats = [new Seat(1), new Seat(2)] as const
  const [{ view }] = seats
  view.dispatch({ changes: { from: 0, insert: '😀' } })
  view.dispatch({ changes: { from: 1, to: 2, insert: '😁'.slice(1) } })
  seats[1].receive(seats[0])
  expect(seats.map(({ shown }) => shown)).toEqual(['😁', '😁'])
  for (const seat of seats) seat.close()
})
