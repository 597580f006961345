import { availableParallelism } from 'node:os'
import { beforeAll, describe, expect, test } from 'vitest'
import { bundle } from './bundle.mjs'
import { failureText, play, seedsFrom } from './play.mjs'

const threads = availableParallelism()

let code = ''

beforeAll(async () => {
  code = await bundle()
}, 60_000)

describe('the seeds 1 to 200', () => {
  let played

  beforeAll(async () => {
    played = await play(code, seedsFrom(1, 200), { threads })
    const lines = played.occurred.map(([name, times]) => `${String(times).padStart(8)} × ${name}`)
    console.log(`In 200 seeds:\n${lines.join('\n')}`)
  }, 600_000)

  test('break no promise', () => {
    expect(played.results).toHaveLength(200)
    expect(played.failures.map(failureText)).toEqual([])
  })

  test('have every fault in them', () => {
    expect(played.occurred.length).toBeGreaterThan(50)
    expect(played.occurred.filter(([, times]) => times === 0)).toEqual([])
  })
})

test('a seed is played the same way each time', async () => {
  const seeds = [3, 12, 27]
  const again = () => play(code, [...seeds, ...seeds].values(), { threads: 1 })
  const { results } = await again()
  const hashes = results.map(({ hash }) => hash)
  expect(hashes.slice(3)).toEqual(hashes.slice(0, 3))
  expect(new Set(hashes).size).toBe(3)
}, 60_000)
