/** One thing that somebody wrote, which can be told from everything else that anybody wrote. */
export interface Token {
  readonly id: number
  readonly document: string
  /** What stands in the document for it, in a text. */
  readonly text: string
  /** Somebody has deleted it somewhere. */
  isRemovalTried: boolean
  /** A provider has reported it saved. */
  isSaved: boolean
  /** A provider has reported its deletion saved. */
  isRemovalSaved: boolean
}

/** Everything that was written in a run, and what was promised of it. */
export class TokenBook {
  readonly #tokens: Token[] = []
  /** The branch that a token hangs in, by the token's number. */
  readonly #branches = new Map<number, number>()
  readonly #pruned = new Set<number>()

  get all(): readonly Token[] {
    return this.#tokens
  }

  /** @param padding How many characters it has besides its number. */
  write(document: string, padding: number): Token {
    const id = this.#tokens.length
    const token = {
      id,
      document,
      text: `<${id}${'x'.repeat(padding)}>`,
      isRemovalTried: false,
      isSaved: false,
      isRemovalSaved: false,
    }
    this.#tokens.push(token)
    return token
  }

  /** The token is part of a branch, and goes when that goes. */
  hang(token: Token, branch: number): void {
    this.#branches.set(token.id, branch)
  }

  prune(branch: number): void {
    this.#pruned.add(branch)
  }

  /** Whether nobody has deleted it or what holds it. */
  mustStay({ id, isRemovalTried }: Token): boolean {
    const branch = this.#branches.get(id)
    return !isRemovalTried && (branch === undefined || !this.#pruned.has(branch))
  }

  /** The token that a text begins with at this place. */
  at(text: string, index: number): Token | undefined {
    const digits = /^<(\d+)/.exec(text.slice(index, index + 12))
    return digits ? this.#tokens[Number(digits[1])] : undefined
  }

  byId(id: number): Token | undefined {
    return this.#tokens[id]
  }

  /** The numbers of those whose deletion was reported saved. */
  get savedRemovals(): ReadonlySet<number> {
    return new Set(this.#tokens.filter((token) => token.isRemovalSaved).map(({ id }) => id))
  }

  /**
   * An older state has taken the document's place: what was promised since does not hold any more.
   *
   * @param present The tokens that it holds.
   * @param savedRemovals Those whose deletion had been reported saved then.
   */
  excuse(document: string, present: ReadonlySet<number>, savedRemovals: ReadonlySet<number>): void {
    for (const token of this.#tokens) {
      if (token.document !== document) continue
      token.isSaved &&= present.has(token.id)
      token.isRemovalSaved &&= savedRemovals.has(token.id)
    }
  }
}
