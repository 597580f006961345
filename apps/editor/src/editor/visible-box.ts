import type { Box } from './place-popup.ts'

/** The part of the window in which the text can be seen: beside the bar and the tools, and without a keyboard on it. */
export function visibleBox(): Box {
  const { innerWidth, innerHeight, visualViewport } = window
  const [left, top] = [visualViewport?.offsetLeft ?? 0, visualViewport?.offsetTop ?? 0]
  let box = {
    left,
    top,
    right: left + (visualViewport?.width ?? innerWidth),
    bottom: top + (visualViewport?.height ?? innerHeight),
  }
  for (const element of document.querySelectorAll('.bar, .tools')) {
    const { top: upper, bottom: lower } = element.getBoundingClientRect()
    const isAbove = (upper + lower) / 2 < (box.top + box.bottom) / 2
    box = isAbove
      ? { ...box, top: Math.max(box.top, lower) }
      : { ...box, bottom: Math.min(box.bottom, upper) }
  }
  return box
}
