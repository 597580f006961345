import type { Clock } from './ports.ts'

export interface TurnsOptions {
  readonly clock: Pick<Clock, 'after'>
  /** How many run at a time. */
  readonly atOnce: number
  /** What takes longer than this keeps the others waiting no more, in milliseconds. */
  readonly patienceMs: number
}

/**
 * Does something for each, a few at a time. Resolves when all of it has been begun, and each was done or waited for as long
 * as that; with all that was begun.
 */
export async function inTurns<T>(
  items: Iterable<T>,
  run: (item: T) => Promise<void>,
  { clock, atOnce, patienceMs }: TurnsOptions,
): Promise<readonly Promise<void>[]> {
  const waiting = [...items].reverse()
  const begun: Promise<void>[] = []
  const oneByOne = async () => {
    for (let item = waiting.pop(); item !== undefined; item = waiting.pop()) {
      const done = run(item)
      begun.push(done)
      await new Promise<void>((resolve, reject) => {
        const cancel = clock.after(patienceMs, resolve)
        done.finally(cancel).then(resolve, reject)
      })
    }
  }
  await Promise.all(Array.from({ length: atOnce }, oneByOne))
  return begun
}
