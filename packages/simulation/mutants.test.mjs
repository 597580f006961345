import { describe, expect, test } from 'vitest'
import { bundle } from './bundle.mjs'
import { mutants } from './mutants.mjs'
import { play, seedsFrom } from './play.mjs'

/** Histories shift with every change of the sources: a bug may then be found some seeds later than is written down. */
const SEEDS = 100

describe.concurrent('a deliberate bug is found:', () => {
  test.each(mutants)(
    '$name',
    async (mutant) => {
      const { failures } = await play(await bundle(mutant), seedsFrom(mutant.seed, SEEDS), {
        threads: 1,
        isOver: ({ violation }) => violation !== undefined,
      })
      expect(failures).toHaveLength(1)
    },
    300_000,
  )
})

test('a deliberate bug whose text is not there is an error', async () => {
  const [mutant] = mutants
  const edits = [{ ...mutant.edits[0], text: 'no such text' }]
  await expect(bundle({ ...mutant, edits })).rejects.toThrow(/0 times, not once/)
})
