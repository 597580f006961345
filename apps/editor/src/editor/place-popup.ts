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

/**
 * Where a small menu stands that belongs to a place in the text.
 *
 * @param anchor What it belongs to.
 * @param size How large it would like to be.
 * @param visible What can be seen: without what stands fixed above the text, and without the keyboard on a screen.
 * @param wish.side The side that is taken if there is room; else the one with more.
 * @param wish.gap How far from the anchor.
 */
export function placePopup(
  anchor: Box,
  size: { readonly width: number; readonly height: number },
  visible: Box,
  wish: { readonly side: 'above' | 'below'; readonly gap: number },
): PopupPlace {
  const room = {
    above: anchor.top - wish.gap - visible.top - MARGIN,
    below: visible.bottom - MARGIN - anchor.bottom - wish.gap,
  }
  const other = wish.side === 'above' ? 'below' : 'above'
  const side = room[wish.side] >= size.height || room[wish.side] >= room[other] ? wish.side : other
  // Never quite nothing, or it would be gone where a window is as low as a line.
  const maxHeight = Math.max(room[side], 2 * MARGIN)
  const height = Math.min(size.height, maxHeight)
  const top = side === 'above' ? anchor.top - wish.gap - height : anchor.bottom + wish.gap
  const rightmost = visible.right - MARGIN - size.width
  return { left: Math.max(visible.left + MARGIN, Math.min(anchor.left, rightmost)), top, maxHeight }
}
