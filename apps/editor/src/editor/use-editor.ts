import { Editor, type EditorOptions } from '@tiptap/core'
import { useEffect, useRef, useState } from 'react'

const editors = new WeakMap<object, Editor>()

/**
 * A Tiptap editor, for as long as the component is mounted.
 *
 * @param owner Has one editor at a time. React may render a component that it then throws away, and an editor that nobody
 *   knows any more would follow the document for ever.
 * @param options Of the first time; what may change is set in the editor by whoever changes it.
 */
export function useEditor(owner: object, options: () => Partial<EditorOptions>): Editor {
  const [editor] = useState(() => {
    const made =
      editors.get(owner) ?? new Editor({ ...options(), element: document.createElement('div') })
    editors.set(owner, made)
    return made
  })
  const end = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    clearTimeout(end.current)
    return () => {
      // Not at once: in development React takes each component away and puts it back with the same state.
      end.current = setTimeout(() => {
        if (editors.get(owner) === editor) editors.delete(owner)
        editor.destroy()
      })
    }
  }, [owner, editor])
  return editor
}
