/** A place in the text, in pixels from the top of the window. */
export interface Place {
  readonly top: number
  readonly bottom: number
  /** Whether nothing of the text is before it. */
  readonly isFirst: boolean
}

export interface Seen {
  /** The first and the last place that somebody else sees; undefined where that is nowhere. */
  readonly top: Place | undefined
  readonly bottom: Place | undefined
  /** Where they write. */
  readonly caret: Place | undefined
  /** What of the window shows the text. */
  readonly from: number
  readonly to: number
  readonly scrolled: number
}

/** Room around a caret, in pixels. */
const MARGIN = 32

/**
 * How far to scroll to see what somebody else sees: their first line comes first here too. Where less fits on this screen, the
 * line that they write in counts for more. Undefined when there is nothing to go by.
 */
export function targetScroll(seen: Seen): number | undefined {
  const { top, bottom, caret, from, to, scrolled } = seen
  if (!top) return caret && scrolled + caret.top - (from + to) / 2
  const byTop = top.isFirst ? 0 : scrolled + top.top - from
  const isSeen = caret && caret.top >= top.top && (!bottom || caret.top <= bottom.bottom)
  if (!isSeen) return byTop
  const toSeeCaret = scrolled + caret.bottom + MARGIN - to
  return Math.max(0, byTop, toSeeCaret)
}
