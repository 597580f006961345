import { useEffect, useRef } from 'react'
import type { CodeEditor } from './code-editor.ts'

/** Where the editor stands in the page. */
export function CodeView({ editor }: { readonly editor: CodeEditor }) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const { view } = editor
    const hadFocus = document.activeElement === document.body
    place.current?.append(view.dom)
    view.requestMeasure()
    const waits = editor.text === '' && !view.state.readOnly && matchMedia('(hover: hover)').matches
    if (hadFocus && waits) view.focus()
    return () => view.dom.remove()
  }, [editor])
  return <div className="code-view" ref={place} />
}
