import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'

/** A bundle in threads of its own: each has the global clock, timers and randomness that a simulation takes over. */
export class Threads {
  #folder = mkdtempSync(join(tmpdir(), 'weft-simulation-'))
  #workers

  /** @param {string} code @param {number} count */
  constructor(code, count) {
    const file = join(this.#folder, 'simulation.mjs')
    writeFileSync(file, code)
    this.#workers = Array.from({ length: count }, () => new Worker(pathToFileURL(file)))
  }

  /**
   * Plays seeds until there are no more or one of them is the last wanted.
   *
   * @param {Iterator<number>} seeds
   * @param {(result: object) => boolean | void} take Returns true to end.
   * @param {(line: string) => void} [print] Gets the history's lines.
   */
  async play(seeds, take, print) {
    let isOver = false
    await Promise.all(
      this.#workers.map(async (worker) => {
        while (!isOver) {
          const { done, value: seed } = seeds.next()
          if (done || isOver) return
          const result = await playOne(worker, seed, print)
          if (!isOver && take(result)) isOver = true
        }
      }),
    )
  }

  async close() {
    await Promise.all(this.#workers.map((worker) => worker.terminate()))
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

function playOne(worker, seed, print) {
  return new Promise((resolve, reject) => {
    const end = (settle) => (value) => {
      worker.off('message', onMessage)
      worker.off('error', onError)
      settle(value)
    }
    const onMessage = (message) => {
      if ('line' in message) print?.(message.line)
      else end(resolve)(message.result)
    }
    const onError = end(reject)
    worker.on('message', onMessage)
    worker.on('error', onError)
    worker.postMessage({ seed, isTraced: print !== undefined })
  })
}
