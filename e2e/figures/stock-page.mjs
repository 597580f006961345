// The page that Tiptap's documentation leads to, with the same schema: what Weft's editor is measured against.
import { Editor } from '@tiptap/core'
import { Collaboration } from '@tiptap/extension-collaboration'
import { CollaborationCaret } from '@tiptap/extension-collaboration-caret'
import { TaskItem, TaskList } from '@tiptap/extension-list'
import { TableKit } from '@tiptap/extension-table'
import { StarterKit } from '@tiptap/starter-kit'
import { WeftProvider } from '@weft/provider'
import { Doc } from 'yjs'

const doc = new Doc()
const provider = new WeftProvider(location.origin.replace('http', 'ws'), 'typing', doc)
new Editor({
  element: document.body,
  extensions: [
    StarterKit.configure({ undoRedo: false, trailingNode: false }),
    TaskList,
    TaskItem,
    TableKit,
    Collaboration.configure({ document: doc }),
    CollaborationCaret.configure({ provider, user: { name: 'Ada', color: '#dc2626' } }),
  ],
})
