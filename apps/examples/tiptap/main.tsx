import { Collaboration } from '@tiptap/extension-collaboration'
import { CollaborationCaret } from '@tiptap/extension-collaboration-caret'
import { EditorContent, useEditor } from '@tiptap/react'
import { StarterKit } from '@tiptap/starter-kit'
import { WeftProvider } from '@weft/provider'
import { StableSelection } from '@weft/stable-selection/tiptap'
import { useEffect } from 'react'
import { Doc } from 'yjs'
import { caretOf } from '../shared/caret.ts'
import { mount } from '../shared/mount.tsx'
import { person } from '../shared/person.ts'
import { showStatus } from '../shared/status.ts'

const doc = new Doc()
const url = location.origin.replace('http', 'ws')
const provider = new WeftProvider(url, 'tiptap', doc, { connect: false })
showStatus(provider)

mount(function TiptapEditor() {
  useEffect(() => {
    provider.connect()
    return () => provider.disconnect()
  }, [])
  const editor = useEditor({
    extensions: [
      // Its own undo would take back what others wrote; Collaboration brings one for each person.
      StarterKit.configure({ undoRedo: false }),
      Collaboration.configure({ document: doc }),
      StableSelection,
      CollaborationCaret.configure({ provider, user: person, render: caretOf }),
    ],
    editorProps: {
      attributes: { role: 'textbox', 'aria-multiline': 'true', 'aria-label': 'Shared text' },
    },
  })
  return <EditorContent editor={editor} />
})
