import { useEffect, useState } from 'react'
import type { DocumentSession } from '../collaboration/document-session.ts'
import { CodeEditor } from './code-editor.ts'
import type { WrapChoice } from './wrap-choice.ts'

/** The editor of a session's code, for as long as the component is mounted. */
export function useCodeEditor(
  session: DocumentSession,
  isEditable: boolean,
  wrapping: WrapChoice,
): CodeEditor | undefined {
  const [editor, setEditor] = useState<CodeEditor>()
  useEffect(() => {
    const opened = new CodeEditor({ session, isEditable: false, isWrapping: wrapping.get() })
    const stop = wrapping.subscribe(() => opened.setWrapping(wrapping.get()))
    setEditor(opened)
    return () => {
      stop()
      opened.destroy()
    }
  }, [session, wrapping])
  useEffect(() => {
    editor?.setEditable(isEditable)
    // As with formatted text: an empty document waits to be written in, unless that would bring up a keyboard.
    if (editor?.text === '' && isEditable && matchMedia('(hover: hover)').matches) {
      editor.view.focus()
    }
  }, [editor, isEditable])
  return editor
}
