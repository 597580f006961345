import { markdown } from '@codemirror/lang-markdown'
import { EditorState } from '@codemirror/state'
import { EditorView, keymap } from '@codemirror/view'
import { WeftProvider } from '@weft/provider'
import { minimalSetup } from 'codemirror'
import { yCollab, yUndoManagerKeymap } from 'y-codemirror.next'
import * as Y from 'yjs'
import { person } from '../shared/person.ts'
import { showStatus } from '../shared/status.ts'

const doc = new Y.Doc()
const provider = new WeftProvider(location.origin.replace('http', 'ws'), 'codemirror', doc)
provider.awareness.setLocalStateField('user', person)
showStatus(provider)

const text = doc.getText('codemirror')
new EditorView({
  parent: document.querySelector('#editor') ?? document.body,
  state: EditorState.create({
    doc: text.toString(),
    extensions: [
      // Before the setup, whose own undo would take back what others wrote.
      keymap.of([...yUndoManagerKeymap]),
      minimalSetup,
      markdown(),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ 'aria-label': 'Shared text' }),
      yCollab(text, provider.awareness, { undoManager: new Y.UndoManager(text) }),
    ],
  }),
})
