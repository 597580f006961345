import { Failure } from './verdict.ts'

/** Something that others wait for. */
export abstract class Watched {
  /** Waits take so many times as long. */
  readonly patience: number
  readonly #watchers = new Set<() => void>()

  constructor(patience: number) {
    this.patience = patience
  }

  /** What it looks like now, for the report of a wait in vain. */
  protected abstract describe(): string

  /** To be called after every change. */
  protected changed(): void {
    for (const look of this.#watchers) look()
  }

  /** For waits that watch several at once. @returns A function that ends it. */
  watch(look: () => void): () => void {
    this.#watchers.add(look)
    return () => this.#watchers.delete(look)
  }

  /**
   * Resolves when `isSo`.
   *
   * @param what Is waited for, in words.
   * @param limitMs In milliseconds.
   * @throws {Failure} With what was seen, when that is not so in time.
   */
  until(what: string, isSo: () => boolean, limitMs = 4_000): Promise<void> {
    return untilAll(what, [this], isSo, limitMs)
  }

  /** @throws {Failure} When it is so at any moment of the given time, in milliseconds. */
  async never(what: string, isSo: () => boolean, forMs: number): Promise<void> {
    const isSeen = await waitFor([this], isSo, forMs * this.patience)
    if (isSeen) throw new Failure(`${what}; ${this.describe()}`)
  }

  protected static descriptionOf(one: Watched): string {
    return one.describe()
  }

  static readonly describe = (all: readonly Watched[]): string =>
    all.map((one) => Watched.descriptionOf(one)).join(' | ')
}

/** Like `until`, of several at once. */
export async function untilAll(
  what: string,
  all: readonly Watched[],
  isSo: () => boolean,
  limitMs = 4_000,
): Promise<void> {
  const patientMs = limitMs * (all[0]?.patience ?? 1)
  if (!(await waitFor(all, isSo, patientMs)))
    throw new Failure(`not within ${patientMs} ms: ${what}; ${Watched.describe(all)}`)
}

function waitFor(all: readonly Watched[], isSo: () => boolean, limitMs: number): Promise<boolean> {
  if (isSo()) return Promise.resolve(true)
  return new Promise((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer)
      for (const stop of stops) stop()
    }
    const look = (): void => {
      try {
        if (!isSo()) return
        end()
        resolve(true)
      } catch (error) {
        end()
        reject(error instanceof Error ? error : new Error(String(error)))
      }
    }
    const timer = setTimeout(() => {
      end()
      resolve(false)
    }, limitMs)
    const stops = all.map((one) => one.watch(look))
  })
}
