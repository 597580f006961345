import type { EditorView } from '@codemirror/view'
import type * as Y from 'yjs'
import type { ViewedText } from '../collaboration/viewed-text.ts'
import { type Place, targetScroll } from '../document/target-scroll.ts'
import { indexOf, relativeAt } from './code-position.ts'
import { CODE_FIELD } from './code-text.ts'

/** Code in an editor that scrolls by itself, for those who follow each other. */
export function viewedCode(view: EditorView, text: Y.Text): ViewedText {
  const { scrollDOM } = view
  const placeOf = (json: object | undefined): Place | undefined => {
    const index = json && indexOf(text, json)
    if (index === undefined) return undefined
    const line = view.lineBlockAt(Math.min(index, view.state.doc.length))
    const top = view.documentTop + line.top
    return { top, bottom: top + line.height, isFirst: line.from === 0 }
  }
  return {
    root: CODE_FIELD,
    view: () => {
      const { top, bottom } = scrollDOM.getBoundingClientRect()
      const lineAt = (y: number) => view.lineBlockAtHeight(Math.max(0, y - view.documentTop))
      return {
        top: relativeAt(text, lineAt(top + 1).from),
        bottom: relativeAt(text, lineAt(bottom - 1).to),
      }
    },
    onMove: (listener) => {
      scrollDOM.addEventListener('scroll', listener, { passive: true })
      window.addEventListener('resize', listener)
      return () => {
        scrollDOM.removeEventListener('scroll', listener)
        window.removeEventListener('resize', listener)
      }
    },
    show: (seen, caret) => {
      const box = scrollDOM.getBoundingClientRect()
      const top = targetScroll({
        top: placeOf(seen?.top),
        bottom: placeOf(seen?.bottom),
        caret: placeOf(caret),
        from: box.top,
        to: box.bottom,
        scrolled: scrollDOM.scrollTop,
      })
      if (top === undefined) return
      const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches
      scrollDOM.scrollTo({ top, behavior: isCalm ? 'auto' : 'smooth' })
    },
  }
}
