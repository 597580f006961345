import { textWindow } from './text-window.ts'

/** Between the caret and whatever is at an edge of what can be seen, in pixels. */
const GAP = 5

/** How near to each edge of the window the caret may come before the editor scrolls, in pixels. */
export interface ScrollRoom {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/**
 * Keeps the caret clear of the bar and the tools, which stand over the text. ProseMirror knows nothing of the style
 * sheet's `scroll-padding`, which is for where the browser itself scrolls to.
 *
 * @param text The element of the text. Where the tools are is looked up each time that it is asked.
 */
export function scrollRoom(text: () => HTMLElement): ScrollRoom {
  return {
    left: GAP,
    right: GAP,
    get top() {
      return textWindow(text()).top + GAP
    },
    get bottom() {
      const seen = window.visualViewport?.height ?? window.innerHeight
      return Math.max(0, seen - textWindow(text()).bottom) + GAP
    },
  }
}
