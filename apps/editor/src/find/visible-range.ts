import type { EditorView } from '@tiptap/pm/view'
import type { Match } from './find-matches.ts'

/** The part of the document that is in the window or less than a window away from it, as whole outermost blocks. */
export function visibleRange(view: EditorView): Match {
  const { doc } = view.state
  const height = window.innerHeight
  const starts: number[] = []
  doc.forEach((_block, offset) => starts.push(offset))
  const edge = (index: number, side: 'top' | 'bottom') => {
    const element = view.nodeDOM(starts[index] ?? 0)
    return element instanceof Element ? element.getBoundingClientRect()[side] : 0
  }
  const first = firstIndex(starts.length, (index) => edge(index, 'bottom') > -height)
  const end = firstIndex(starts.length, (index) => edge(index, 'top') > 2 * height)
  return {
    from: starts[Math.min(first, starts.length - 1)] ?? 0,
    to: starts[end] ?? doc.content.size,
  }
}

/** The first of `count` for which it holds, where it holds for all after it as well; `count` if for none. */
function firstIndex(count: number, holds: (index: number) => boolean): number {
  let [low, high] = [0, count]
  while (low < high) {
    const middle = (low + high) >> 1
    if (holds(middle)) high = middle
    else low = middle + 1
  }
  return low
}
