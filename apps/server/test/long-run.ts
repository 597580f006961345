import { SeededRandom } from '@weft/testkit'

/** Whether everything is tried that a change to how documents are kept should be tried with, however long it takes. */
export const isLongRun = (process.env['WEFT_LONG_TESTS'] ?? '') !== ''

/** In a long run all; else the first, the last, and about every third between them, others each time. */
export function someOf<T>(all: readonly T[]): readonly T[] {
  if (isLongRun) return all
  const random = new SeededRandom(Math.floor(Math.random() * 2 ** 32))
  return all.filter((_, at) => at === 0 || at === all.length - 1 || random.chance(1 / 3))
}
