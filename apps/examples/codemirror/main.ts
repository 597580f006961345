import { defaultKeymap } from '@codemirror/commands'
import { markdown } from '@codemirror/lang-markdown'
import { syntaxHighlighting } from '@codemirror/language'
import { EditorState } from '@codemirror/state'
import { EditorView, drawSelection, keymap } from '@codemirror/view'
import { classHighlighter } from '@lezer/highlight'
import { WeftProvider } from '@weft/provider'
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
      yCollab(text, provider.awareness, { undoManager: new Y.UndoManager(text) }),
      // No history() and neither of CodeMirror's setups, which have it: it would undo what others wrote.
      keymap.of([...yUndoManagerKeymap, ...defaultKeymap]),
      drawSelection(),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ 'aria-label': 'Shared text' }),
      markdown(),
      syntaxHighlighting(classHighlighter),
    ],
  }),
})
