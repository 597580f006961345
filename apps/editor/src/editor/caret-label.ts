import { textColorOn } from '../collaboration/color.ts'
import type { Person } from '../collaboration/person.ts'

/** How long a name stays after its caret moved, in milliseconds. */
export const LABEL_MS = 2_000

/** How near the pointer must come to a caret to be shown its name, in pixels. */
const HOVER_PX = 6

/**
 * The mark of somebody's caret in the text: one empty element. The name is in an attribute and drawn by the style sheet,
 * so it is no text: it is not copied, not found by a search in the page, and not read out in the middle of a sentence.
 */
export function createCaret(clientId: number, person: Person): HTMLElement {
  const caret = document.createElement('span')
  caret.className = 'remote-caret'
  caret.dataset['client'] = String(clientId)
  caret.setAttribute('aria-hidden', 'true')
  drawPerson(caret, person)
  return caret
}

/** Draws name and colour, which may have changed since the caret was made. */
export function drawPerson(caret: HTMLElement, { name, color }: Person): void {
  caret.dataset['name'] = name
  caret.style.setProperty('--person', color)
  caret.style.setProperty('--on-person', textColorOn(color))
}

/** Lets names hang to the left of their carets where there is no room on the right. */
export function placeLabels(carets: readonly HTMLElement[], rightEdge: number): void {
  // All measured first and changed after: else the browser lays the page out anew for each of them.
  const overflows = carets.map((caret) => {
    const width = Number.parseFloat(getComputedStyle(caret, '::after').width)
    return caret.getBoundingClientRect().left + width > rightEdge
  })
  for (const [index, caret] of carets.entries()) {
    caret.toggleAttribute('data-left', overflows[index] ?? false)
  }
}

/** Whether a point is on a caret. The carets themselves ignore the pointer, so that a click goes to the text. */
export function isOnCaret(caret: DOMRect, x: number, y: number): boolean {
  return Math.abs(x - caret.left) <= HOVER_PX && y >= caret.top && y <= caret.bottom
}
