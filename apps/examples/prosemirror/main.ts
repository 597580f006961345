import { WeftProvider } from '@weft/provider'
import { stableSelection } from '@weft/stable-selection'
import { exampleSetup } from 'prosemirror-example-setup'
import { keymap } from 'prosemirror-keymap'
import { schema } from 'prosemirror-schema-basic'
import { EditorState } from 'prosemirror-state'
import { EditorView } from 'prosemirror-view'
import {
  defaultCursorBuilder,
  initProseMirrorDoc,
  redo,
  undo,
  yCursorPlugin,
  ySyncPlugin,
  yUndoPlugin,
} from 'y-prosemirror'
import * as Y from 'yjs'
import { person } from '../shared/person.ts'
import { showStatus } from '../shared/status.ts'
import 'prosemirror-view/style/prosemirror.css'

const doc = new Y.Doc()
const provider = new WeftProvider(location.origin.replace('http', 'ws'), 'prosemirror', doc)
provider.awareness.setLocalStateField('user', person)
showStatus(provider)

// It stands inside the text, where a screen reader would read the name aloud.
const cursorBuilder: typeof defaultCursorBuilder = (user) => {
  const caret = defaultCursorBuilder(user)
  caret.ariaHidden = 'true'
  return caret
}

const fragment = doc.getXmlFragment('prosemirror')
const { doc: content, mapping } = initProseMirrorDoc(fragment, schema)
new EditorView(document.querySelector('#editor'), {
  attributes: { role: 'textbox', 'aria-multiline': 'true', 'aria-label': 'Shared text' },
  state: EditorState.create({
    doc: content,
    schema,
    plugins: [
      stableSelection(),
      ySyncPlugin(fragment, { mapping }),
      yCursorPlugin(provider.awareness, { cursorBuilder }),
      yUndoPlugin(),
      keymap({ 'Mod-z': undo, 'Mod-y': redo, 'Mod-Shift-z': redo }),
      // Its history would take back what others wrote.
      ...exampleSetup({ schema, history: false, menuBar: false }),
    ],
  }),
})
