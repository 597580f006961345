/** One character that must be there, or a place where any may be. */
type Part = { readonly char: string } | 'within a segment' | 'anything'

/**
 * Names of documents: `*` stands for any characters but a slash, `**` for any, both also for none; `\*` is an asterisk and
 * `\\` a backslash. All else stands for itself, capital letters and accents included.
 *
 * Matching takes at most as many steps as pattern and name have characters multiplied, whatever they are.
 */
export class NamePattern {
  readonly #parts: readonly Part[]

  constructor(pattern: string) {
    this.#parts = partsOf(pattern)
  }

  matches(name: string): boolean {
    // Which parts may come next, all ways at a time: nothing is ever tried again.
    let open = this.#withSkipped(new Set([0]))
    for (const char of name) {
      const next = new Set<number>()
      for (const at of open) {
        const part = this.#parts[at]
        if (part === undefined) continue
        if (part === 'anything' || (part === 'within a segment' && char !== '/')) next.add(at)
        if (typeof part === 'object' && part.char === char) next.add(at + 1)
      }
      if (next.size === 0) return false
      open = this.#withSkipped(next)
    }
    return open.has(this.#parts.length)
  }

  /** Wildcards also stand for nothing. */
  #withSkipped(open: Set<number>): Set<number> {
    // A set's iteration comes by what is added meanwhile.
    for (const at of open) if (typeof this.#parts[at] === 'string') open.add(at + 1)
    return open
  }
}

function partsOf(pattern: string): Part[] {
  const pieces = pattern.match(/\\[\\*]|\*+|[^]/gu) ?? []
  return pieces.map((piece): Part => {
    if (piece === '*') return 'within a segment'
    if (piece.startsWith('*')) return 'anything'
    return { char: piece.length > 1 && piece.startsWith('\\') ? piece.slice(1) : piece }
  })
}
