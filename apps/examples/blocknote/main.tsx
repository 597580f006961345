import { withCollaboration } from '@blocknote/core/yjs'
import { BlockNoteView } from '@blocknote/mantine'
import { useCreateBlockNote } from '@blocknote/react'
import { WeftProvider } from '@weft/provider'
import { useEffect, useState } from 'react'
import { applyUpdate, Doc } from 'yjs'
import { caretOf } from '../shared/caret.ts'
import { mount } from '../shared/mount.tsx'
import { person } from '../shared/person.ts'
import { showStatus } from '../shared/status.ts'
import { firstBlock } from './first-block.ts'
import '@blocknote/mantine/style.css'

const doc = new Doc()
const url = location.origin.replace('http', 'ws')
const provider = new WeftProvider(url, 'blocknote', doc, { connect: false })
showStatus(provider)

mount(function BlockNoteEditor() {
  // What is written before the document is here would begin a second one. (The view's `editable` is no help: a view that
  // has switched cannot undo any more.)
  const [isReady, setReady] = useState(false)
  useEffect(() => {
    provider.connect()
    void provider.whenSynced.then(() => {
      // In a document that has begun, this changes nothing.
      applyUpdate(doc, firstBlock('document-store'), 'first')
      setReady(true)
    })
    return () => provider.disconnect()
  }, [])
  const editor = useCreateBlockNote(
    withCollaboration({
      collaboration: {
        provider,
        fragment: doc.getXmlFragment('document-store'),
        user: person,
        renderCursor: caretOf,
      },
      domAttributes: { editor: { 'aria-label': 'Shared text' } },
    }),
  )
  return isReady && <BlockNoteView editor={editor} />
})
