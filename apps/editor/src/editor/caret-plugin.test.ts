// @vitest-environment happy-dom
import { getSchema } from '@tiptap/core'
import { splitBlock } from '@tiptap/pm/commands'
import { EditorState, Plugin } from '@tiptap/pm/state'
import { EditorView } from '@tiptap/pm/view'
import { ySyncPlugin } from '@tiptap/y-tiptap'
import { stableSelection } from '@weft/stable-selection'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { caretPlugin } from './caret-plugin.ts'
import { writingBasics } from './writing-basics.ts'

const OTHER = 7

let doc: Y.Doc
let awareness: Awareness
let view: EditorView

beforeEach(() => {
  // A window that is drawn, frame by frame.
  Object.defineProperty(document, 'hidden', { value: false, configurable: true })
  doc = new Y.Doc()
  awareness = new Awareness(doc)
  const sync: unknown = ySyncPlugin(doc.getXmlFragment('default'))
  if (!(sync instanceof Plugin)) throw new Error('There are two copies of prosemirror-state')
  const carets = caretPlugin({
    awareness,
    isShown: (clientId, state) => clientId === OTHER && typeof state === 'object',
    drawCaret: () => Object.assign(document.createElement('i'), { className: 'caret' }),
    drawSelection: () => ({ class: 'selection' }),
  })
  view = new EditorView(document.body.appendChild(document.createElement('div')), {
    state: EditorState.create({
      schema: getSchema(writingBasics),
      plugins: [stableSelection(), sync, carets],
    }),
  })
  view.dispatch(view.state.tr.insertText('alpha beta', 1))
})

afterEach(() => {
  view.destroy()
  awareness.destroy()
})

function text(): Y.XmlText {
  const block = doc.getXmlFragment('default').get(0)
  const first = block instanceof Y.XmlElement ? block.get(0) : undefined
  if (!(first instanceof Y.XmlText)) throw new Error('The document has no text')
  return first
}

function otherIsAt(place: Y.RelativePosition): void {
  const end: unknown = JSON.parse(JSON.stringify(place))
  awareness.states.set(OTHER, { cursor: { anchor: end, head: end } })
  const change = { added: [], updated: [OTHER], removed: [] }
  awareness.emit('change', [change, 'test'])
}

async function drawn(): Promise<string[]> {
  await new Promise((resolve) => requestAnimationFrame(resolve))
  return [...view.dom.children].map((block) =>
    [...block.childNodes]
      .map((node) =>
        node instanceof HTMLElement && node.classList.contains('caret') ? '^' : node.textContent,
      )
      .join(''),
  )
}

test('somebody’s caret stays in its text when I split their block', async () => {
  otherIsAt(Y.createRelativePositionFromTypeIndex(text(), 8, -1))
  expect(await drawn()).toEqual(['alpha be^ta'])
  splitBlock(view.state, (transaction) => view.dispatch(transaction))
  expect((await drawn()).join('|')).toContain('be^ta')
})

test('it stays where it was while its new place is not here yet', async () => {
  otherIsAt(Y.createRelativePositionFromTypeIndex(text(), 5, -1))
  expect(await drawn()).toEqual(['alpha^ beta'])
  otherIsAt(new Y.RelativePosition(null, null, Y.createID(99, 12)))
  view.dispatch(view.state.tr.insertText('so ', 1))
  expect(await drawn()).toEqual(['so alpha^ beta'])
})

test('it goes with its person', async () => {
  otherIsAt(Y.createRelativePositionFromTypeIndex(text(), 5, -1))
  expect(await drawn()).toEqual(['alpha^ beta'])
  awareness.states.delete(OTHER)
  awareness.emit('change', [{ added: [], updated: [], removed: [OTHER] }, 'test'])
  expect(await drawn()).toEqual(['alpha beta'])
})
