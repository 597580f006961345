import { SeededRandom } from '@weft/testkit'
import { expect, test } from 'vitest'
import { InjectionRound } from '../src/injection-round.ts'
import { CALLS, drawInjection, EFFECTS } from '../src/injection.ts'

const ROUNDS = 2
/** A call may never come to the number that was drawn; then another is drawn. */
const MOST_ROUNDS = 12
const TIMEOUT_MS = 120_000

const classes = CALLS.flatMap((call) => EFFECTS.map((effect) => [effect, call] as const))

test.each(classes)(
  'nothing that was reported saved is lost by %s at a %s',
  { timeout: TIMEOUT_MS },
  async (effect, call) => {
    const seed = Math.floor(Math.random() * 2 ** 32)
    const random = new SeededRandom(seed)
    let hits = 0
    for (let round = 1; round <= ROUNDS || (hits === 0 && round <= MOST_ROUNDS); round += 1) {
      const result = await new InjectionRound(drawInjection(call, effect, random), random).run()
      expect(result.faults, `seed ${seed}, ${JSON.stringify(result.injection)}`).toEqual([])
      if (result.wasHit) hits += 1
    }
    expect(hits, 'the call was hit').toBeGreaterThan(0)
  },
)
