import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  abuseCases,
  references,
  runAbuse,
  shortcomings,
  type Measurement,
} from '../src/abuse/index.ts'
import { weftServer } from '../src/peers.ts'

const root = resolve(import.meta.dirname, '../../..')
const measurements = new Map<string, Measurement>()
const keyOf = ({ id, title }: { readonly id: string; readonly title: string }) => `${id} ${title}`

// All in one go, because they share a server and a pair of victims; each is judged by itself.
beforeAll(async () => {
  const onMeasurement = (each: Measurement) => measurements.set(keyOf(each), each)
  await runAbuse(weftServer(), abuseCases, { isThorough: false, onMeasurement })
}, 280_000)

describe('whoever does this harms only himself:', () => {
  test.each(abuseCases.map((abuse) => [abuse.id, abuse.title, abuse] as const))(
    '[%s] %s',
    (_id, _title, abuse) => {
      const measured = measurements.get(keyOf(abuse))
      expect(measured).toBeDefined()
      expect(measured && shortcomings(abuse, measured)).toEqual([])
    },
  )
})

describe('shown elsewhere:', () => {
  test.each(references.map((reference) => [reference.id, reference.title, reference] as const))(
    '[%s] %s',
    (_id, _title, { tests }) => {
      expect(tests.length).toBeGreaterThan(0)
      for (const { file, title } of tests) {
        const path = resolve(root, file)
        expect(existsSync(path), file).toBe(true)
        expect(readFileSync(path, 'utf8'), file).toContain(title)
      }
    },
  )
})

test('every row of the list, A1 to A47, is there', () => {
  const ids = new Set([...abuseCases, ...references].map(({ id }) => id))
  expect([...ids].toSorted((one, other) => Number(one.slice(1)) - Number(other.slice(1)))).toEqual(
    Array.from({ length: 47 }, (_, index) => `A${index + 1}`),
  )
})
