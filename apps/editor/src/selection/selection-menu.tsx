import type { Editor } from '@tiptap/core'
import { type ReactNode, type RefObject, useEffect, useRef, useState } from 'react'
import { useReadable } from '../browser/use-readable.ts'
import { useTextPage } from '../document/open-page.ts'
import { followKeyboard } from '../editor/keyboard-inset.ts'
import type { Box } from '../editor/place-popup.ts'
import { usePopupPlace } from '../editor/use-popup-place.ts'
import '../styles/selection-menu.css'
import { LinkTools } from './link-tools.tsx'
import { SelectionTools } from './selection-tools.tsx'
import { SelectionWatch } from './selection-watch.ts'

/** What stands beside the selection: tools for selected text, or the address of the link that the caret is in. */
export default function SelectionMenu() {
  const { editor, browser } = useTextPage()
  const [watch, setWatch] = useState<SelectionWatch>()
  const popup = useRef<HTMLDivElement>(null)
  useEffect(() => followKeyboard(), [])
  useEffect(() => {
    const enter = () => popup.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus()
    const watching = new SelectionWatch(editor, browser.clock, enter)
    const blurred = ({ relatedTarget }: FocusEvent) => {
      const isStill = relatedTarget instanceof Node && popup.current?.contains(relatedTarget)
      if (!isStill) watching.left()
    }
    editor.view.dom.addEventListener('blur', blurred)
    setWatch(watching)
    return () => {
      editor.view.dom.removeEventListener('blur', blurred)
      watching.destroy()
    }
  }, [editor, browser.clock])
  return watch ? <Beside ref={popup} watch={watch} /> : null
}

function Beside(props: {
  readonly ref: RefObject<HTMLDivElement | null>
  readonly watch: SelectionWatch
}) {
  const { ref, watch } = props
  const { editor } = useTextPage()
  const beside = useReadable(watch)
  switch (beside.state) {
    case 'nothing':
      return null
    case 'link':
      return (
        <Popup ref={ref} watch={watch} anchor={() => boxOf(editor, beside)} side="below">
          <LinkTools href={beside.href} />
        </Popup>
      )
    case 'tools':
      return (
        <Popup ref={ref} watch={watch} anchor={() => boxOf(editor, beside)} side="above">
          <SelectionTools />
        </Popup>
      )
  }
}

function Popup(props: {
  readonly ref: RefObject<HTMLDivElement | null>
  readonly watch: SelectionWatch
  readonly anchor: () => Box
  readonly side: 'above' | 'below'
  readonly children: ReactNode
}) {
  const { ref, watch, anchor, side, children } = props
  const { editor } = useTextPage()
  // Under a finger the system's own menu is above the selection, and its handles hang below.
  const isTouch = matchMedia('(pointer: coarse)').matches
  usePopupPlace(
    ref,
    anchor,
    isTouch ? { side: 'below', gap: 30, canShrink: false } : { side, gap: 6, canShrink: false },
  )
  return (
    <div
      ref={ref}
      className="selection-menu"
      onBlur={({ relatedTarget, currentTarget }) => {
        if (currentTarget.contains(relatedTarget) || relatedTarget === editor.view.dom) return
        watch.left()
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.preventDefault()
        // At once, and not at the next frame as Tiptap's command does: what is typed next is text.
        editor.view.focus()
      }}
    >
      {children}
    </div>
  )
}

function boxOf(
  { view }: Editor,
  { from, to }: { readonly from: number; readonly to: number },
): Box {
  const { size } = view.state.doc.content
  const [start, end] = [
    view.coordsAtPos(Math.min(from, size)),
    view.coordsAtPos(Math.min(to, size), -1),
  ]
  const isOneLine = start.top === end.top
  return {
    left: isOneLine ? start.left : Math.min(start.left, end.left),
    top: start.top,
    right: Math.max(start.right, end.right),
    bottom: Math.max(start.bottom, end.bottom),
  }
}
