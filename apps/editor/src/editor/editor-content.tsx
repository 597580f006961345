import type { Editor } from '@tiptap/core'
import { useLayoutEffect, useRef } from 'react'

/** Where the text of an editor stands in the page. */
export function EditorContent(props: {
  readonly editor: Editor
  readonly className: string
  readonly hidden: boolean
}) {
  const { editor, className, hidden } = props
  const place = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    place.current?.append(editor.view.dom)
  }, [editor])
  return <div ref={place} className={className} hidden={hidden} />
}
