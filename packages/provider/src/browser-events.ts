export interface BrowserEventHandlers {
  /** The network came back, or the page is seen again. */
  woke(): void
  /** The browser believes that the network is gone. */
  wentOffline(): void
  /** The page goes away; it may come back as it was. */
  hid(): void
  /** The page stays, and nothing in it runs until further notice. */
  froze(): void
  /** The page is seen again. */
  showed(): void
}

const ofWindow = ['online', 'offline', 'pagehide', 'pageshow']
const ofDocument = ['visibilitychange', 'freeze', 'resume']

/** What a browser tells about the network and the page. Silent where there is no window. */
export class BrowserEvents {
  readonly #handlers: BrowserEventHandlers
  #isListening = false

  constructor(handlers: BrowserEventHandlers) {
    this.#handlers = handlers
  }

  start(): void {
    if (this.#isListening || !hasWindow()) return
    this.#isListening = true
    for (const type of ofWindow) window.addEventListener(type, this)
    for (const type of ofDocument) document.addEventListener(type, this)
  }

  stop(): void {
    if (!this.#isListening) return
    this.#isListening = false
    for (const type of ofWindow) window.removeEventListener(type, this)
    for (const type of ofDocument) document.removeEventListener(type, this)
  }

  handleEvent({ type }: Event): void {
    if (type === 'online') this.#handlers.woke()
    else if (type === 'offline') this.#handlers.wentOffline()
    else if (type === 'pagehide') this.#handlers.hid()
    else if (type === 'freeze') this.#handlers.froze()
    else if (!isHidden()) {
      this.#handlers.showed()
      this.#handlers.woke()
    }
  }
}

/** How much longer a page that nobody sees waits between two attempts. */
export const HIDDEN_BACKOFF = 10

/** Whether nobody sees the page. */
export function isHidden(): boolean {
  return hasWindow() && document.visibilityState === 'hidden'
}

/** Whether what runs now was called because the page is about to go. It may stay all the same. */
export function isLeaving(): boolean {
  // Deprecated and everywhere: nothing else tells without a listener for `beforeunload`, which slows going back down.
  const type = hasWindow() ? window.event?.type : undefined
  return type === 'beforeunload' || type === 'pagehide'
}

// React Native has a window without events.
function hasWindow(): boolean {
  return (
    typeof window !== 'undefined' &&
    typeof window.addEventListener === 'function' &&
    typeof document !== 'undefined'
  )
}
