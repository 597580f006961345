import { expect, test } from 'vitest'
import type { Sample } from '../workloads/workload.ts'
import { curvePicture } from './curve-picture.ts'
import type { Row } from './results.ts'

const sample = (first: number, second: number): Sample => ({
  values: { one: first, two: second },
  faults: [],
  generatorShare: 0.1,
})

const row: Row = {
  id: 'growth',
  title: 'Growth',
  figures: [
    { key: 'one', label: '10 people', unit: 'µs', digits: 1 },
    { key: 'two', label: '1,000 people', unit: 'µs', digits: 1 },
  ],
  targets: [],
  samples: { hocuspocus: [sample(10, 100)], weft: [sample(1, 1), sample(1, 1)] },
  isQuick: false,
  date: '2026-11-23T02:00:00.000Z',
  machine: { cores: 2, model: 'A CPU', memoryGib: 24, system: 'Linux 6', node: '20.19.0' },
  servers: {},
}
const curve = {
  file: 'growth.svg',
  title: 'Growth & more',
  across: 'people',
  points: [
    { at: 10, figure: 'one' },
    { at: 1_000, figure: 'two' },
  ],
}

/** Where a server's line goes. */
function placesOf(picture: string, server: string): readonly (readonly number[])[] {
  const points = new RegExp(`<g class="${server}"><polyline[^>]*points="([^"]*)"`).exec(
    picture,
  )?.[1]
  return (points ?? '').split(' ').map((point) => point.split(',').map(Number))
}

test('what is the same at all sizes is a level line, and what grows rises', () => {
  const picture = curvePicture(row, curve)
  const [from, to] = placesOf(picture, 'weft')
  expect(from?.[1]).toBe(to?.[1])
  const [low, high] = placesOf(picture, 'hocuspocus')
  expect(high?.[1]).toBeLessThan(low?.[1] ?? 0)
  expect(high?.[0]).toBeGreaterThan(low?.[0] ?? 0)
})

test('only servers that were measured are in it, and names stand apart', () => {
  const picture = curvePicture(row, curve)
  expect(picture).not.toContain('bare ws')
  const heights = [...picture.matchAll(/class="name [^"]*"[^>]* y="(\d+)"/g)].map(([, y]) =>
    Number(y),
  )
  expect(heights).toHaveLength(2)
  expect(Math.abs((heights[0] ?? 0) - (heights[1] ?? 0))).toBeGreaterThanOrEqual(16)
})

test('it has colours for light and dark pages, and its words are escaped', () => {
  const picture = curvePicture(row, curve)
  expect(picture).toContain('prefers-color-scheme: dark')
  expect(picture).toContain('Growth &amp; more')
})
