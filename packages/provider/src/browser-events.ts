export interface BrowserEventHandlers {
  /** The network came back, or the page is seen again. */
  woke(): void
  /** The browser believes that the network is gone. */
  wentOffline(): void
  /** The page goes away; it may come back as it was. */
  hid(): void
  showed(): void
}

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
    window.addEventListener('online', this.#onWake)
    window.addEventListener('offline', this.#onOffline)
    window.addEventListener('pagehide', this.#onHide)
    window.addEventListener('pageshow', this.#onShow)
    document.addEventListener('visibilitychange', this.#onVisibility)
  }

  stop(): void {
    if (!this.#isListening) return
    this.#isListening = false
    window.removeEventListener('online', this.#onWake)
    window.removeEventListener('offline', this.#onOffline)
    window.removeEventListener('pagehide', this.#onHide)
    window.removeEventListener('pageshow', this.#onShow)
    document.removeEventListener('visibilitychange', this.#onVisibility)
  }

  readonly #onWake = (): void => this.#handlers.woke()

  readonly #onOffline = (): void => this.#handlers.wentOffline()

  readonly #onHide = (): void => this.#handlers.hid()

  readonly #onShow = (): void => {
    this.#handlers.showed()
    this.#handlers.woke()
  }

  readonly #onVisibility = (): void => {
    if (document.visibilityState === 'visible') this.#handlers.woke()
  }
}

// React Native has a window without events.
function hasWindow(): boolean {
  return (
    typeof window !== 'undefined' &&
    typeof window.addEventListener === 'function' &&
    typeof document !== 'undefined'
  )
}
