import { type FocusEvent, type RefObject, useLayoutEffect, useRef } from 'react'

/**
 * Gives the focus back to where it came from when a part of the page goes that has it, by whatever way it goes.
 *
 * @returns What that part is to listen with: React's `onFocus`, which hears of the focus of everything in it.
 */
export function useFocusReturn(
  part: RefObject<HTMLElement | null>,
): (event: FocusEvent<HTMLElement>) => void {
  const cameFrom = useRef<HTMLElement>(undefined)
  // A layout effect ends while the part still stands in the page.
  useLayoutEffect(() => {
    const element = part.current
    return () => {
      if (!element?.contains(document.activeElement)) return
      const before = cameFrom.current
      const text = document.querySelector<HTMLElement>('main [contenteditable]')
      const target = before?.isConnected ? before : text
      target?.focus({ preventScroll: true })
    }
  }, [part])
  return ({ currentTarget, relatedTarget }) => {
    if (!(relatedTarget instanceof HTMLElement) || currentTarget.contains(relatedTarget)) return
    cameFrom.current = relatedTarget
  }
}
