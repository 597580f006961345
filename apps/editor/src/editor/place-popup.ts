/** A rectangle in the window, in pixels. */
export interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

export interface PopupPlace {
  readonly left: number
  readonly top: number
  /** The height that there is for it. */
  readonly maxHeight: number
}

const MARGIN = 8

/** How a menu would like to stand. */
export interface PopupWish {
  /** The side that is taken if there is room; else the one with more. */
  readonly side: 'above' | 'below'
  /** How far from what it belongs to. */
  readonly gap: number
  /** Whether it can be made lower than it is. What cannot covers what it belongs to, if need be. */
  readonly canShrink: boolean
}

/**
 * Where a small menu stands that belongs to a place in the text.
 *
 * @param anchor What it belongs to.
 * @param size How large it would like to be.
 * @param visible What can be seen: without what stands fixed above the text, and without the keyboard on a screen.
 */
export function placePopup(
  anchor: Box,
  size: { readonly width: number; readonly height: number },
  visible: Box,
  { side: wanted, gap, canShrink }: PopupWish,
): PopupPlace {
  const [highest, lowest] = [visible.top + MARGIN, visible.bottom - MARGIN]
  const room = { above: anchor.top - gap - highest, below: lowest - anchor.bottom - gap }
  const other = wanted === 'above' ? 'below' : 'above'
  const side = room[wanted] >= size.height || room[wanted] >= room[other] ? wanted : other
  // Never quite nothing, or it would be gone where a window is as low as a line.
  const maxHeight = canShrink ? Math.max(room[side], 2 * MARGIN) : size.height
  const height = Math.min(size.height, maxHeight)
  const top = side === 'above' ? anchor.top - gap - height : anchor.bottom + gap
  return {
    left: within(anchor.left, visible.left + MARGIN, visible.right - MARGIN - size.width),
    top: canShrink ? top : within(top, highest, lowest - height),
    maxHeight,
  }
}

function within(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most))
}
