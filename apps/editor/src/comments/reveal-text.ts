import type { EditorView } from '@tiptap/pm/view'

/** Scrolls a place in the text to where nothing covers it, if it is not there already. */
export function revealText(view: EditorView, position: number): void {
  const { node } = view.domAtPos(position)
  const element = node instanceof Element ? node : node.parentElement
  if (!element) return
  const { top, bottom } = view.coordsAtPos(position)
  const sheet = document.querySelector('.panel[data-side="right"]')?.getBoundingClientRect()
  const isSheet = sheet !== undefined && sheet.left === 0
  const free = { top: COVERED_PX, bottom: (isSheet ? sheet.top : window.innerHeight) - MARGIN_PX }
  if (top >= free.top && bottom <= free.bottom) return
  const goal = isSheet ? free.top : (free.top + free.bottom) / 3
  const behavior = matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth'
  window.scrollBy({ top: top - goal, behavior })
}

/** What the bar and the tools cover at the top of the page. */
const COVERED_PX = 110
const MARGIN_PX = 24
