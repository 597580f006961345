import type { Box } from './place-popup.ts'

/** The part of the window in which the text can be seen: beside the tools, and without a keyboard on the screen. */
export function visibleBox(): Box {
  const { innerWidth, innerHeight, visualViewport } = window
  const [left, top] = [visualViewport?.offsetLeft ?? 0, visualViewport?.offsetTop ?? 0]
  const box = {
    left,
    top,
    right: left + (visualViewport?.width ?? innerWidth),
    bottom: top + (visualViewport?.height ?? innerHeight),
  }
  const tools = document.querySelector('.tools')?.getBoundingClientRect()
  if (!tools) return box
  const isAbove = (tools.top + tools.bottom) / 2 < (box.top + box.bottom) / 2
  return isAbove
    ? { ...box, top: Math.max(box.top, tools.bottom) }
    : { ...box, bottom: Math.min(box.bottom, tools.top) }
}
