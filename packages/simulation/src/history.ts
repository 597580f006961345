const OFFSET = 0x811c9dc5
const PRIME = 0x01000193

/** Everything that happened in a run, as a hash and, when asked for, line by line. */
export class History {
  readonly #print: ((line: string) => void) | undefined
  #low = OFFSET
  #high = OFFSET ^ 0x5bd1e995
  #events = 0

  /** @param print Takes each line; without it only the hash is kept. */
  constructor(print?: (line: string) => void) {
    this.#print = print
  }

  get events(): number {
    return this.#events
  }

  /** Equal for equal histories. */
  get hash(): string {
    return this.#low.toString(16).padStart(8, '0') + this.#high.toString(16).padStart(8, '0')
  }

  note(atMs: number, what: string): void {
    this.#events += 1
    const line = `${atMs.toFixed(3)} ${what}`
    for (let index = 0; index < line.length; index += 1) {
      const code = line.charCodeAt(index)
      this.#low = Math.imul(this.#low ^ code, PRIME) >>> 0
      this.#high = Math.imul(this.#high ^ code ^ (this.#low >>> 13), PRIME) >>> 0
    }
    this.#print?.(line)
  }
}

/** A short name for bytes, equal for equal bytes. */
export function digest(bytes: Uint8Array): string {
  let hash = OFFSET
  for (let index = 0; index < bytes.length; index += 1) {
    hash = Math.imul(hash ^ (bytes[index] ?? 0), PRIME) >>> 0
  }
  return `${bytes.length}:${hash.toString(16)}`
}
