import type { Editor } from '@tiptap/core'
import { useEffect, useState } from 'react'

/** Whether somebody has put the caret anywhere yet. Before, it stands at the start and means nothing. */
export function useHadFocus(editor: Editor): boolean {
  const [hadFocus, setHadFocus] = useState(editor.isFocused)
  useEffect(() => {
    const focused = () => setHadFocus(true)
    editor.on('focus', focused)
    return () => {
      editor.off('focus', focused)
    }
  }, [editor])
  return hadFocus
}
