import { Threads } from './threads.mjs'

/**
 * Plays seeds, and adds up what came of them.
 *
 * @param {string} code What {@link bundle} made.
 * @param {Iterator<number>} seeds
 * @param {{
 *   threads: number,
 *   isOver?: (result: object) => boolean,
 *   print?: (line: string) => void,
 *   failed?: (result: object) => void
 * }} options `isOver` says after which run to end, `print` gets the lines of the histories, `failed` each run that broke a
 * promise.
 */
export async function play(code, seeds, { threads: count, isOver, print, failed }) {
  const threads = new Threads(code, count)
  const results = []
  /** @type {Map<string, number>} */
  const occurred = new Map()
  try {
    await threads.play(
      seeds,
      (result) => {
        results.push(result)
        for (const [name, times] of Object.entries(result.counts)) {
          occurred.set(name, (occurred.get(name) ?? 0) + times)
        }
        if (result.violation) failed?.(result)
        return isOver?.(result) ?? false
      },
      print,
    )
  } finally {
    await threads.close()
  }
  return {
    results,
    failures: results.filter(({ violation }) => violation),
    /** How often what occurred, by name. */
    occurred: [...occurred].sort(([one], [other]) => (one < other ? -1 : 1)),
    simulatedMs: results.reduce((sum, { simulatedMs }) => sum + simulatedMs, 0),
  }
}

/** So many seeds from the first one on. */
export function* seedsFrom(first, times = Number.POSITIVE_INFINITY) {
  for (let seed = first; seed < first + times; seed += 1) yield seed
}

/** The line to print for a run that broke a promise, and the one that replays it. */
export function failureText({ seed, violation }) {
  return `✗ seed ${seed}: ${violation}\n  npm run simulate -- --seed ${seed}`
}
