import { setImmediate as turn, setTimeout as pass } from 'node:timers/promises'
import type { SeededRandom } from '@weft/testkit'
import type { Typist } from './typist.ts'

/**
 * - `writing`: words in bursts with short pauses; some are deleted.
 * - `pasting`: large pieces, each soon replaced by a word, so that logs get long and snapshots stay small.
 */
export type Manner = 'writing' | 'pasting'

const PIECE_CHARACTERS = 40_000

/** Lets typists edit, until it is stopped. */
export class Typing {
  #isStopped = false

  constructor(typists: readonly Typist[], random: SeededRandom, manner: Manner) {
    for (const typist of typists) void this.#type(typist, random, manner)
  }

  stop(): void {
    this.#isStopped = true
  }

  async #type(typist: Typist, random: SeededRandom, manner: Manner): Promise<void> {
    while (!this.#isStopped) {
      if (manner === 'pasting') paste(typist)
      else for (let burst = random.below(3); burst >= 0; burst -= 1) write(typist, random)
      if (random.chance(0.3)) await turn()
      else await pass(random.below(4))
    }
  }
}

/** Makes one edit: mostly a word more, sometimes one less. */
export function write(typist: Typist, random: SeededRandom): void {
  const words = typist.wordCount
  if (words > 0 && random.chance(0.1)) typist.delete(random.below(words))
  else typist.insert(random.chance(0.1) ? random.below(300) : 0)
}

function paste(typist: Typist): void {
  const last = typist.wordCount - 1
  if (typist.wordLength(last) > PIECE_CHARACTERS) {
    typist.delete(last)
    typist.insert()
  } else typist.insert(PIECE_CHARACTERS)
}
