import { EditorView } from '@codemirror/view'
import type * as Y from 'yjs'
import type { ViewedText } from '../collaboration/viewed-text.ts'
import { indexOf, relativeAt } from './code-position.ts'
import { CODE_FIELD } from './code-text.ts'

/** Room below a caret, in pixels. */
const MARGIN = 32

/**
 * Code in an editor that scrolls by itself, for those who follow each other. The editor finds the lines: it knows the
 * heights only of those that it has drawn.
 */
export function viewedCode(view: EditorView, text: Y.Text): ViewedText {
  const { scrollDOM } = view
  const bring = (index: number, y: 'start' | 'center' | 'end', yMargin: number) =>
    view.dispatch({ effects: EditorView.scrollIntoView(index, { y, yMargin }) })
  const placeOf = (json: object | undefined): number | undefined => {
    const index = json && indexOf(text, json)
    return index === undefined ? undefined : Math.min(index, view.state.doc.length)
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
      const [top, bottom, at] = [placeOf(seen?.top), placeOf(seen?.bottom), placeOf(caret)]
      if (top === undefined) {
        if (at !== undefined) bring(at, 'center', 0)
        return
      }
      // With the first line also what stands above it.
      bring(top, 'start', top === 0 ? view.documentPadding.top : 0)
      if (at === undefined || at < top || (bottom !== undefined && at > bottom)) return
      // Where less fits on this screen, the line that they write in counts for more. Known once the lines are drawn.
      requestAnimationFrame(() => {
        const now = placeOf(caret)
        if (now === undefined) return
        const caretBottom = view.documentTop + view.lineBlockAt(now).bottom
        if (caretBottom > scrollDOM.getBoundingClientRect().bottom) bring(now, 'end', MARGIN)
      })
    },
  }
}
