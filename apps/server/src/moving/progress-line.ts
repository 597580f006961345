/** How often it is told how far it is, in milliseconds. */
const EVERY_MS = 200

/** A line that is written over and over, for whoever sits at a terminal; nothing elsewhere. */
export class ProgressLine {
  readonly #terminal: NodeJS.WriteStream
  #shownMs = Number.NEGATIVE_INFINITY
  #isShown = false

  constructor(terminal: NodeJS.WriteStream) {
    this.#terminal = terminal
  }

  show(text: () => string): void {
    const nowMs = performance.now()
    if (!this.#terminal.isTTY || nowMs - this.#shownMs < EVERY_MS) return
    this.#shownMs = nowMs
    this.#isShown = true
    this.#terminal.write(`\r\u001B[K${text()}`)
  }

  /** Makes room for a line of another kind. */
  clear(): void {
    if (this.#isShown) this.#terminal.write('\r\u001B[K')
    this.#isShown = false
  }
}
