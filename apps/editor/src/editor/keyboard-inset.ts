/**
 * Tells the style sheets how much of the window a keyboard on the screen covers, in browsers that lay the keyboard over
 * the page. @returns Stops that.
 */
export function followKeyboard(): () => void {
  const { visualViewport } = window
  if (!visualViewport) return () => {}
  const tell = () => {
    const { height, offsetTop, scale } = visualViewport
    // Who has zoomed in has no keyboard there.
    const covered = scale > 1 ? 0 : Math.max(0, window.innerHeight - height - offsetTop)
    document.documentElement.style.setProperty('--keyboard-inset', `${Math.round(covered)}px`)
  }
  const stop = new AbortController()
  const options = { signal: stop.signal, passive: true }
  visualViewport.addEventListener('resize', tell, options)
  visualViewport.addEventListener('scroll', tell, options)
  return () => stop.abort()
}
