import { type RefObject, useLayoutEffect } from 'react'
import { type Box, placePopup, type PopupWish } from './place-popup.ts'
import { visibleBox } from './visible-box.ts'

/**
 * Keeps a menu beside what it belongs to, while the page scrolls and the window changes. After each rendering, too.
 *
 * @param anchor Where that is now, in the window.
 */
export function usePopupPlace(
  ref: RefObject<HTMLElement | null>,
  anchor: () => Box,
  wish: PopupWish,
): void {
  useLayoutEffect(() => {
    const place = () => {
      const popup = ref.current
      if (!popup) return
      // What it would like to have, not what it was given last.
      popup.style.maxHeight = ''
      const size = { width: popup.offsetWidth, height: popup.offsetHeight }
      const [box, visible] = [anchor(), visibleBox()]
      const { left, top, maxHeight } = placePopup(box, size, visible, wish)
      popup.style.left = `${left}px`
      popup.style.top = `${top}px`
      if (size.height > maxHeight) popup.style.maxHeight = `${maxHeight}px`
      // Scrolled away with its text, and still the one that has the keyboard.
      const isSeen = box.bottom > visible.top && box.top < visible.bottom
      popup.style.opacity = isSeen ? '' : '0'
    }
    place()
    const stop = new AbortController()
    const options = { signal: stop.signal, passive: true }
    window.addEventListener('scroll', place, { ...options, capture: true })
    window.addEventListener('resize', place, options)
    window.visualViewport?.addEventListener('resize', place, options)
    window.visualViewport?.addEventListener('scroll', place, options)
    return () => stop.abort()
  })
}
