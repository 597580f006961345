import { textColorOn } from '../collaboration/color.ts'
import type { Person } from '../collaboration/person.ts'

/** The longest name beside a caret, in characters. */
const MAX_LABEL = 20

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
  caret.dataset['name'] = labelOf(name)
  caret.style.setProperty('--person', color)
  caret.style.setProperty('--on-person', textColorOn(color))
}

/** A name as it stands beside a caret. */
export function labelOf(name: string): string {
  // No character is longer than the longest name is.
  const characters = Array.from(new Intl.Segmenter().segment(name), ({ segment }) => segment)
  if (characters.length <= MAX_LABEL) return name
  return `${characters
    .slice(0, MAX_LABEL - 1)
    .join('')
    .trim()}…`
}

/** Where names may be, in pixels of the window. */
export interface LabelBox {
  readonly left: number
  readonly right: number
  readonly top: number
}

/** How a name has to move to stay in its box. */
export interface LabelPlace {
  /** Sideways, in pixels; negative to the left. */
  readonly shift: number
  /** Whether it hangs below its line, because there is no room above. */
  readonly isBelow: boolean
}

/** @param caret Where the caret is. @param label How large its name is. */
export function placeLabel(
  caret: Pick<DOMRect, 'left' | 'top'>,
  label: { readonly width: number; readonly height: number },
  box: LabelBox,
): LabelPlace {
  const toRight = Math.min(0, box.right - (caret.left + label.width))
  const shift = Math.round(Math.max(toRight, box.left - caret.left))
  return { shift: Math.min(0, shift), isBelow: caret.top - label.height < box.top }
}

/** Keeps names in their box. */
export function placeLabels(carets: readonly HTMLElement[], box: LabelBox): void {
  // All measured first and changed after: else the browser lays the page out anew for each of them.
  const places = carets.map((caret) => {
    const { width, height } = getComputedStyle(caret, '::after')
    const label = { width: Number.parseFloat(width), height: Number.parseFloat(height) }
    return placeLabel(caret.getBoundingClientRect(), label, box)
  })
  for (const [index, caret] of carets.entries()) {
    const { shift, isBelow } = places[index] ?? { shift: 0, isBelow: false }
    caret.style.setProperty('--shift', `${shift}px`)
    caret.toggleAttribute('data-shifted', shift < 0)
    caret.toggleAttribute('data-below', isBelow)
  }
}

/** Whether a point is on a caret. The carets themselves ignore the pointer, so that a click goes to the text. */
export function isOnCaret(caret: DOMRect, x: number, y: number): boolean {
  return Math.abs(x - caret.left) <= HOVER_PX && y >= caret.top && y <= caret.bottom
}
