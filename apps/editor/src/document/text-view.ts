import type { Editor } from '@tiptap/core'
import type { EditorView } from '@tiptap/pm/view'
import type { View, ViewedText } from '../collaboration/viewed-text.ts'
import { positionOf, relativeAt } from '../editor/caret-positions.ts'
import { textWindow } from '../editor/text-window.ts'
import { targetScroll } from './target-scroll.ts'

/** A text in a ProseMirror editor that scrolls with the window. */
export function textView(editor: Editor, root: string): ViewedText {
  const { view } = editor
  return {
    root,
    view: () => viewOf(view),
    onMove: (listener) => {
      window.addEventListener('scroll', listener, { passive: true })
      window.addEventListener('resize', listener)
      return () => {
        window.removeEventListener('scroll', listener)
        window.removeEventListener('resize', listener)
      }
    },
    show: (seen, caret) => {
      const place = (json: object | undefined) => json && placeIn(view, json)
      const { top: from, bottom: to } = textWindow(view.dom)
      const top = targetScroll({
        top: place(seen?.top),
        bottom: place(seen?.bottom),
        caret: place(caret),
        from,
        to,
        scrolled: window.scrollY,
      })
      if (top === undefined) return
      const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches
      window.scrollTo({ top, behavior: isCalm ? 'auto' : 'smooth' })
    },
  }
}

function viewOf(view: EditorView): View | undefined {
  const text = view.dom.getBoundingClientRect()
  const visible = textWindow(view.dom)
  const inText = (y: number) => Math.min(Math.max(y, text.top + 1), text.bottom - 1)
  const left = text.left + Number.parseFloat(getComputedStyle(view.dom).paddingLeft) + 1
  const top = view.posAtCoords({ left, top: inText(visible.top + 4) })
  const bottom = view.posAtCoords({ left, top: inText(visible.bottom - 4) })
  if (!top || !bottom) return undefined
  const place = (position: number) => relativeAt(view.state, position)
  // At the very beginning of the text, also what stands above it is seen.
  return { top: place(text.top >= visible.top ? 0 : top.pos), bottom: place(bottom.pos) }
}

/** Where a place is in the window, in pixels; undefined when it is nowhere. `isFirst`: nothing is before it. */
function placeIn(view: EditorView, json: object) {
  try {
    const position = positionOf(view.state, json)
    if (position === undefined) return undefined
    const { top, bottom } = view.coordsAtPos(position)
    return { top, bottom, isFirst: position === 0 }
  } catch {
    // A peer may name any item, also one in which no place can be.
    return undefined
  }
}
