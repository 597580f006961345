import { availableParallelism } from 'node:os'
import { describe, expect, test } from 'vitest'
import { bundle } from './bundle.mjs'
import { mutants } from './mutants.mjs'
import { play } from './play.mjs'

describe.concurrent('a deliberate bug is found by the seed that is known to find it:', () => {
  test.each(mutants)(
    '$name',
    async (mutant) => {
      const { failures } = await play(await bundle(mutant), [mutant.seed].values(), { threads: 1 })
      expect(failures).toHaveLength(1)
    },
    availableParallelism() * 60_000,
  )
})

test('a mutant whose text is not there is an error', async () => {
  const [mutant] = mutants
  const edits = [{ ...mutant.edits[0], text: 'no such text' }]
  await expect(bundle({ ...mutant, edits })).rejects.toThrow(/0 times, not once/)
})
