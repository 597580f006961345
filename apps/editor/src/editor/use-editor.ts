import { Editor, type EditorOptions } from '@tiptap/core'
import { useEffect, useRef, useState } from 'react'

/**
 * A Tiptap editor, for as long as the component is mounted.
 *
 * @param options Of the first time; what may change is set in the editor by whoever changes it.
 */
export function useEditor(options: () => Partial<EditorOptions>): Editor {
  const [editor] = useState(
    () => new Editor({ ...options(), element: document.createElement('div') }),
  )
  const end = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    clearTimeout(end.current)
    return () => {
      // Not at once: in development React takes each component away and puts it back with the same state.
      end.current = setTimeout(() => editor.destroy())
    }
  }, [editor])
  return editor
}
