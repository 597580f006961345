import { withCursors, withYHistory, withYjs, YjsEditor } from '@slate-yjs/core'
import { WeftProvider } from '@weft/provider'
import { useEffect, useState } from 'react'
import { createEditor } from 'slate'
import { Editable, Slate, withReact } from 'slate-react'
import { applyUpdate, Doc, XmlText } from 'yjs'
import { firstParagraph } from '../shared/first-paragraph.ts'
import { mount } from '../shared/mount.tsx'
import { person } from '../shared/person.ts'
import { showStatus } from '../shared/status.ts'
import { Carets } from './carets.tsx'

const doc = new Doc()
const url = location.origin.replace('http', 'ws')
const provider = new WeftProvider(url, 'slate', doc, { connect: false })
showStatus(provider)

const shared = withYHistory(withYjs(createEditor(), doc.get('content', XmlText)))
const editor = withReact(withCursors(shared, provider.awareness, { data: person }))

mount(function SlateEditor() {
  // Slate has nothing to show, and nowhere to put a caret, before there is a paragraph.
  const [isReady, setReady] = useState(false)
  const [box, setBox] = useState<HTMLDivElement | null>(null)
  useEffect(() => {
    provider.connect()
    void provider.whenSynced.then(() => {
      // In a document that has begun, this changes nothing.
      applyUpdate(doc, firstParagraph('content', 'type'), 'first')
      setReady(true)
    })
    return () => provider.disconnect()
  }, [])
  useEffect(() => {
    if (!isReady) return
    YjsEditor.connect(editor)
    return () => YjsEditor.disconnect(editor)
  }, [isReady])
  return (
    <Slate editor={editor} initialValue={[]}>
      <div className="text" ref={setBox}>
        {isReady && <Editable aria-label="Shared text" />}
        {box && <Carets box={box} />}
      </div>
    </Slate>
  )
})
