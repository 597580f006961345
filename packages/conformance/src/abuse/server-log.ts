import { existsSync, readFileSync } from 'node:fs'

/** What is in an attack and must not be in a log. */
export const SECRET_TOKEN = 'token-that-nobody-may-log'
export const SECRET_CONTENT = 'content-that-nobody-may-log'

/** All that a server has printed, in a file. */
export class ServerLog {
  readonly #file: string
  #readBytes = 0

  constructor(file: string) {
    this.#file = file
  }

  /** The lines since the last time. */
  more(): string[] {
    const text = existsSync(this.#file) ? readFileSync(this.#file) : Buffer.alloc(0)
    const news = text.subarray(this.#readBytes).toString()
    this.#readBytes = text.length
    return news.split('\n').filter((line) => line !== '')
  }
}

/** How many of Weft's log lines tell of a peer or a request that was sent away. */
export function verdictsIn(lines: readonly string[]): number {
  return lines.filter((line) =>
    /"event":"(peer-closed|peer-refused|peer-silent|request-refused)"/.test(line),
  ).length
}

/** Whether a line holds something secret. */
export function isLeaky(line: string): boolean {
  return [SECRET_TOKEN, SECRET_CONTENT].some((secret) => line.includes(secret))
}
