import { type Editor, useEditor } from '@tiptap/react'
import { useEffect, useMemo, useState } from 'react'
import type { DocumentSession } from '../collaboration/document-session.ts'
import { strings } from '../strings.ts'
import { editorExtensions } from './extensions.ts'

/** The Tiptap editor of a session, for as long as the component is mounted. */
export function useTextEditor(session: DocumentSession, isEditable: boolean): Editor {
  const [extensions] = useState(() => editorExtensions(session))
  const editorProps = useMemo(
    () => ({
      attributes: {
        role: 'textbox',
        'aria-label': strings.editor.label(session.documentName),
        'aria-multiline': 'true',
        'aria-readonly': String(!isEditable),
        class: 'prose',
      },
    }),
    [session, isEditable],
  )
  const editor = useEditor({ extensions, editorProps, editable: isEditable, injectCSS: false }, [
    extensions,
  ])

  useEffect(() => {
    editor.setEditable(isEditable, false)
    // An empty document waits to be written in, unless that would bring up a keyboard on the screen. In any other, where
    // to begin is the reader's choice.
    if (isEditable && editor.isEmpty && matchMedia('(hover: hover)').matches) {
      editor.commands.focus('start')
    }
  }, [editor, isEditable])
  return editor
}
