import { OUTCOMES, type Moved } from './move-in.ts'

/** What came and what did not. */
export class MovingReport {
  readonly #counts = new Map<Moved['is'], number>()
  readonly #notable: Moved[] = []
  #documents = 0
  #bytes = 0

  add(moved: Moved): void {
    this.#documents += 1
    this.#bytes += moved.bytes
    this.#counts.set(moved.is, this.count(moved.is) + 1)
    if (lineOf(moved) !== undefined) this.#notable.push(moved)
  }

  count(is: Moved['is']): number {
    return this.#counts.get(is) ?? 0
  }

  get documents(): number {
    return this.#documents
  }

  /** Whether everything came that was to come. */
  get isGood(): boolean {
    return this.count('failed') + this.count('incomplete') === 0
  }

  /** How far it is. @param of How many documents there are, if that is known. */
  progress(of: number | undefined): string {
    return `${this.#documents}${of === undefined ? '' : ` of ${of}`} documents, ${this.#bytes} bytes`
  }

  /** For people, as one line. */
  summary(dryRun: boolean): string {
    const parts = OUTCOMES.filter((is) => this.count(is) > 0).map(
      (is) => `${this.count(is)} ${WORDS[is]}`,
    )
    const counts = parts.length > 0 ? `: ${parts.join(', ')}` : ''
    const nothing = dryRun ? ' This was a dry run: nothing was written.' : ''
    return `${this.#documents} documents, ${this.#bytes} bytes${counts}.${nothing}`
  }

  /** For programs: the counts, and each document that did not simply come. */
  toJSON(): Readonly<Record<string, unknown>> {
    const counts = OUTCOMES.map((is) => [is, this.count(is)] as const)
    return {
      documents: this.#documents,
      bytes: this.#bytes,
      ...Object.fromEntries(counts),
      notable: this.#notable,
    }
  }
}

const WORDS: Readonly<Record<Moved['is'], string>> = {
  came: 'came',
  merged: 'merged',
  replaced: 'replaced',
  present: 'here already',
  empty: 'empty',
  skipped: 'skipped',
  incomplete: 'incomplete',
  failed: 'failed',
}

/** What there is to say of a document; undefined when it simply came. */
export function lineOf({ name, as, isRenamed, is, because }: Moved): string | undefined {
  const shown = `${JSON.stringify(name)}${as === undefined ? '' : ` as ${JSON.stringify(as)}`}`
  if (because !== undefined) return `${WORDS[is]}: ${shown}: ${because}`
  return isRenamed === true || is === 'skipped' ? `${WORDS[is]}: ${shown}` : undefined
}
