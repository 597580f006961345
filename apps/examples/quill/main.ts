import { WeftProvider } from '@weft/provider'
import Quill from 'quill'
import QuillCursors from 'quill-cursors'
import { QuillBinding } from 'y-quill'
import * as Y from 'yjs'
import { person } from '../shared/person.ts'
import { showStatus } from '../shared/status.ts'
import 'quill/dist/quill.snow.css'

const doc = new Y.Doc()
const provider = new WeftProvider(location.origin.replace('http', 'ws'), 'quill', doc)
provider.awareness.setLocalStateField('user', person)
showStatus(provider)

Quill.register('modules/cursors', QuillCursors)
const quill = new Quill('#editor', {
  theme: 'snow',
  placeholder: 'Write something …',
  modules: {
    cursors: true,
    // Only what this person did is undone.
    history: { userOnly: true },
    toolbar: [
      ['bold', 'italic', 'underline'],
      [{ list: 'ordered' }, { list: 'bullet' }],
      ['clean'],
    ],
  },
})
Object.assign(quill.root, { role: 'textbox', ariaMultiLine: 'true', ariaLabel: 'Shared text' })
new QuillBinding(doc.getText('quill'), quill, provider.awareness)
