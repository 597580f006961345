import type { Outcome } from '../care/outcome.ts'
import type { Invocation } from './command.ts'

type Voice = Pick<Invocation, 'print' | 'complain' | 'options'>

/** How often a terminal is told how far it is, in milliseconds. */
const PROGRESS_EVERY_MS = 500

/** What became of many documents, counted. */
export class CareReport {
  readonly #done: string
  readonly #counts = { done: 0, same: 0, left: 0, damaged: 0, failed: 0 }
  readonly #notable: Outcome[] = []
  #images = 0
  #bytes = 0

  /** @param done What was done to those with which nothing is wrong, e.g. `compacted`. */
  constructor(done: string) {
    this.#done = done
  }

  add(outcome: Outcome): void {
    const { what, is, bytes } = outcome
    if (what === 'image') this.#images += 1
    if (what === 'document' || is === 'damaged' || is === 'failed') this.#counts[is] += 1
    if (is === 'damaged' || is === 'failed' || is === 'left') this.#notable.push(outcome)
    this.#bytes += bytes
  }

  get isGood(): boolean {
    return this.#counts.damaged + this.#counts.failed === 0
  }

  /** As one line. */
  get summary(): string {
    const { done, same, left, damaged, failed } = this.#counts
    const parts = [
      `${done} ${done === 1 ? 'document' : 'documents'} ${this.#done}`,
      ...(same > 0 ? [`${same} as they were`] : []),
      ...(left > 0 ? [`${left} left alone`] : []),
      ...(this.#images > 0 ? [`${this.#images} picture${this.#images === 1 ? '' : 's'}`] : []),
      ...(damaged > 0 ? [`${damaged} damaged`] : []),
      ...(failed > 0 ? [`${failed} failed`] : []),
    ]
    return `${parts.join(', ')}; ${this.#bytes} bytes.`
  }

  /** The summary on standard output; as JSON with all that is notable. */
  print({ print, options }: Voice): void {
    if (options['json'] !== true) return print(this.summary)
    const counts = { ...this.#counts, images: this.#images, bytes: this.#bytes }
    print(JSON.stringify({ ...counts, notable: this.#notable }))
  }
}

/** What is wrong with something, or was left alone. */
export const notableLine = ({ what, name, is, because = '' }: Outcome): string =>
  `${is === 'left' ? 'left alone' : is}: ${what} ${JSON.stringify(name)}: ${because}`

/** Counts outcomes as they come; says what is wrong at once, and on a terminal how far it is. */
export async function reportOutcomes(
  report: CareReport,
  outcomes: AsyncIterable<Outcome>,
  { complain, options }: Voice,
): Promise<void> {
  const progress = startProgress(() => report.summary)
  try {
    for await (const outcome of outcomes) {
      report.add(outcome)
      const { is, because } = outcome
      if (options['json'] === true || because === undefined || is === 'done' || is === 'same')
        continue
      complain(notableLine(outcome))
    }
  } finally {
    progress.end()
  }
}

/** A line on a terminal that tells how far something is; nothing where no one looks. */
export function startProgress(line: () => string): { end(): void } {
  const { stderr } = process
  if (!stderr.isTTY) return { end: () => undefined }
  const clear = '\r\u001b[K'
  const timer = setInterval(
    () => stderr.write(`${clear}${line().slice(0, (stderr.columns ?? 80) - 1)}`),
    PROGRESS_EVERY_MS,
  )
  return {
    end: () => {
      clearInterval(timer)
      stderr.write(clear)
    },
  }
}
