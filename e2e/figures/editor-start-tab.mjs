/** In the order in which they come. Of a page with a provider alone, only some. */
export const MOMENTS = [
  'the HTML is here',
  'the scripts are here',
  'the document is being opened',
  'the socket is asked for',
  'the socket is open',
  'synced',
  'the text is in the page',
  'the text is painted',
  'first contentful paint',
]

/**
 * Follows a link in a browser profile of its own with an empty cache.
 *
 * @returns When each of {@link MOMENTS} was, in milliseconds after the navigation began.
 */
export async function startOnce(browser, page) {
  const context = await browser.newContext()
  const tab = await context.newPage()
  await tab.addInitScript(watch)
  await tab.goto(page)
  await tab.waitForFunction(
    () =>
      window.moments['the text is painted'] !== undefined &&
      performance.getEntriesByName('weft:synced').length > 0 &&
      performance.getEntriesByName('first-contentful-paint').length > 0,
  )
  const moments = await tab.evaluate(() => {
    const at = (name) => performance.getEntriesByName(name)[0]?.startTime
    const inTime = performance
      .getEntriesByType('resource')
      .filter(({ name, startTime }) => name.endsWith('.js') && startTime < at('weft:opened'))
    return {
      ...window.moments,
      'the HTML is here': performance.getEntriesByType('navigation')[0].responseEnd,
      'the scripts are here': Math.max(...inTime.map(({ responseEnd }) => responseEnd)),
      'the document is being opened': at('weft:opened'),
      synced: at('weft:synced'),
      'first contentful paint': at('first-contentful-paint'),
    }
  })
  await context.close()
  return moments
}

/** Runs in the page before anything else. */
function watch() {
  const moments = {}
  window.moments = moments
  const note = (name) => (moments[name] ??= performance.now())
  window.WebSocket = new Proxy(WebSocket, {
    construct(WebSocket, args) {
      note('the socket is asked for')
      const socket = new WebSocket(...args)
      socket.addEventListener('open', () => note('the socket is open'))
      return socket
    },
  })
  new MutationObserver((_, observer) => {
    // While the text is on its way, the editor is there, and hidden.
    const text = document.querySelector('.paper[aria-busy="false"] .prose p, body > p')
    if (!text?.textContent) return
    observer.disconnect()
    note('the text is in the page')
    // A frame begins before it is painted, and what was put off comes after that.
    requestAnimationFrame(() => setTimeout(() => note('the text is painted')))
  }).observe(document, { subtree: true, childList: true, attributeFilter: ['aria-busy', 'hidden'] })
}
