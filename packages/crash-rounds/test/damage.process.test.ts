import { SeededRandom } from '@weft/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DamagedFolders } from '../src/damage-round.ts'
import { DAMAGES, FILE_KINDS, type FileKind } from '../src/damage.ts'

const seed = Math.floor(Math.random() * 2 ** 32)
const random = new SeededRandom(seed)
/** A flipped byte hits one thing or another. */
const FLIPS = 2

let folders: DamagedFolders
beforeAll(async () => {
  folders = await DamagedFolders.make()
})
afterAll(() => folders.end())

const kinds = Object.keys(FILE_KINDS) as FileKind[]
const classes = kinds.flatMap((kind) => DAMAGES.map((damage) => [damage, kind] as const))

test.each(classes)(
  '%s in a %s is told, ends nothing, and nothing is missing that is not told',
  async (damage, kind) => {
    const rounds = damage === 'a flipped byte' ? FLIPS : 1
    for (let round = 0; round < rounds; round += 1) {
      const { done, faults } = await folders.round(kind, damage, random)
      expect(faults, `${done} (seed ${seed})`).toEqual([])
    }
  },
)
