/** How much may wait for somebody who reads the log slowly, in bytes. */
const MAX_WAITING_BYTES = 1024 * 1024

/** What a log is written to, such as standard error. */
export interface LogStream {
  readonly writableLength: number
  readonly writable: boolean
  write(text: string): boolean
}

/**
 * Lines for a stream whose reader may be slow or gone, which is nobody's reason to wait, to grow or to end. What the stream
 * takes at once, as a file, a terminal or a pipe with room does, is out of the process when this returns.
 */
export class LogOutput {
  readonly #stream: LogStream
  readonly #lostLine: (lines: number) => string
  #lost = 0

  /** @param lostLine What is written once the reader reads again: so many lines were lost. */
  constructor(stream: LogStream, lostLine: (lines: number) => string) {
    this.#stream = stream
    this.#lostLine = lostLine
  }

  write(line: string): void {
    if (!this.#stream.writable) return
    if (this.#stream.writableLength > MAX_WAITING_BYTES) {
      this.#lost += 1
      return
    }
    if (this.#lost > 0) this.#stream.write(this.#lostLine(this.#lost))
    this.#lost = 0
    this.#stream.write(line)
  }
}
