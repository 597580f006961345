import type { Editor } from '@tiptap/core'
import { useEffect } from 'react'
import type { DocumentSession } from '../collaboration/document-session.ts'
import { titleFromName } from '../collaboration/title-words.ts'
import { strings } from '../strings.ts'
import { editorExtensions } from './extensions.ts'
import { scrollRoom } from './scroll-room.ts'
import { useEditor } from './use-editor.ts'

/** The Tiptap editor of a session, for as long as the component is mounted. */
export function useTextEditor(session: DocumentSession, isEditable: boolean): Editor {
  const editor = useEditor(session, () => ({
    extensions: editorExtensions(session),
    editable: isEditable,
    injectCSS: false,
  }))

  useEffect(() => {
    const room = scrollRoom(() => editor.view.dom)
    editor.setOptions({
      editorProps: {
        attributes: {
          role: 'textbox',
          'aria-label': strings.editor.label(titleFromName(session.documentName)),
          'aria-multiline': 'true',
          'aria-readonly': String(!isEditable),
          class: 'prose',
        },
        scrollThreshold: room,
        scrollMargin: room,
      },
    })
    editor.setEditable(isEditable, false)
    // An empty document waits to be written in, unless that would bring up a keyboard on the screen. In any other, where
    // to begin is the reader's choice.
    if (isEditable && editor.isEmpty && matchMedia('(hover: hover)').matches) {
      editor.commands.focus('start')
    }
  }, [editor, session, isEditable])
  return editor
}
