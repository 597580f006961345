import { expect, test } from 'vitest'
import type { Sample } from '../workloads/workload.ts'
import { markdownTable } from './markdown-table.ts'
import { replaceBetween } from './result-files.ts'
import type { Row } from './results.ts'

const sample = (cpu: number, more: Partial<Sample> = {}): Sample => ({
  values: { cpu },
  faults: [],
  generatorShare: 0.4,
  ...more,
})

const row: Row = {
  id: 'busy',
  title: 'Many people',
  figures: [{ key: 'cpu', label: 'CPU', unit: 'µs', digits: 1 }],
  targets: [{ figure: 'cpu', atMost: 0.25, of: 'bare-ws' }],
  samples: {
    'bare-ws': [sample(4), sample(5), sample(6)],
    weft: [sample(1), sample(1), sample(1.2)],
  },
  isQuick: false,
  date: '2026-11-23T02:00:00.000Z',
  machine: { cores: 2, model: 'A CPU', memoryGib: 24, system: 'Linux 6', node: '20.19.0' },
  servers: { 'bare-ws': 'bare ws 8', weft: 'Weft 1' },
}

test('it has each server’s median, the ratio of the rounds, and whether the goal is reached', () => {
  const table = markdownTable([row])
  expect(table).toContain(
    '| **Many people**: CPU | 5.0 µs ± | – | – | 1.0 µs | ≤ 0.25 × bare ws | ✓ 0.20 × |',
  )
  expect(table).toContain('2026-11-23')
  expect(table).toContain('2 × A CPU, 24 GiB, Linux 6, Node 20.19.0')
  expect(table).toContain('bare ws 8; Weft 1')
})

test('a goal that is missed says so', () => {
  const slow = { ...row, samples: { ...row.samples, weft: [sample(3), sample(3), sample(3)] } }
  expect(markdownTable([slow])).toContain('✗ 0.60 ×')
})

test('a goal is missed by whoever has lost something, however cheap that was', () => {
  const samples = { ...row.samples, weft: [sample(1), sample(1, { faults: ['1 is missing'] })] }
  expect(markdownTable([{ ...row, samples }])).toContain('✗ 0.23 ×')
})

test('a goal is missed by whoever has failed in a round', () => {
  const failed = { values: {}, faults: ['it has ended'], generatorShare: 0 }
  const samples = { ...row.samples, weft: [sample(1), failed, sample(1)] }
  expect(markdownTable([{ ...row, samples }])).toContain('| – | ≤ 0.25 × bare ws | ✗ – |')
})

test('rows of different numbers of rounds are told in order', () => {
  const [first] = row.samples.weft ?? []
  const once = { ...row, samples: { weft: first ? [first] : [] } }
  expect(markdownTable([row, once])).toContain('Medians of 1 or 3 rounds')
})

test('the better peer is the one with the lower median', () => {
  const targets = [{ figure: 'cpu', atMost: 0.5, of: 'better-peer' as const }]
  const samples = {
    'y-websocket-server': [sample(10)],
    hocuspocus: [sample(4)],
    weft: [sample(1)],
  }
  const table = markdownTable([{ ...row, targets, samples }])
  expect(table).toContain('≤ 0.5 × the better peer | ✓ 0.25 ×')
})

test('a fault and a generator that was the limit stand below the table', () => {
  const samples = {
    'bare-ws': [sample(4, { faults: ['12 deliveries of edits are missing'] })],
    weft: [sample(1, { generatorShare: 0.93 })],
  }
  const table = markdownTable([{ ...row, samples }])
  expect(table).toContain('- Many people, bare ws: 12 deliveries of edits are missing.')
  expect(table).toContain('| invalid: 0.25 × |')
  expect(table).toContain('- Many people, Weft: INVALID: the generator used 93 % of its core.')
})

test('of faults in every room the first are told, and how many more there are', () => {
  const faults = Array.from({ length: 123 }, (_, room) => `room-${room}: 2 are missing`)
  const table = markdownTable([{ ...row, samples: { weft: [sample(1, { faults })] } }])
  expect(table).toContain('Weft: room-4: 2 are missing.')
  expect(table).not.toContain('room-5')
  expect(table).toContain('Weft: and 118 more.')
})

test('a row that is a curve has its picture below the table, where there are pictures', () => {
  const curve = { file: 'growth.svg', title: 'Growth', across: 'people', points: [] }
  expect(markdownTable([{ ...row, curve }], 'folder')).toContain('![Growth](folder/growth.svg)')
  expect(markdownTable([{ ...row, curve }])).not.toContain('growth.svg')
})

test('a generator that came late says nothing about those who are compared, and no more', () => {
  const late = sample(4, { generatorLateMs: 30 })
  const invalid = markdownTable([{ ...row, samples: { 'bare-ws': [late], weft: [sample(1)] } }])
  expect(invalid).toContain('| invalid: 0.25 × |')
  expect(invalid).toContain('- Many people, bare ws: INVALID: the generator was 30 ms late (p99).')
  const elsewhere = { 'bare-ws': [sample(4)], hocuspocus: [late], weft: [sample(1)] }
  expect(markdownTable([{ ...row, samples: elsewhere }])).toContain('| ✓ 0.25 × |')
})

test('what was not measured is a dash, and no verdict', () => {
  const samples = { 'bare-ws': [sample(4)], weft: [{ ...sample(1), values: {} }] }
  expect(markdownTable([{ ...row, samples }])).toContain(
    '| 4.0 µs | – | – | – | ≤ 0.25 × bare ws |  |',
  )
})

test('the table takes its place in the page and leaves the rest', () => {
  const page = 'before\n<!-- bench:begin -->\nold\n<!-- bench:end -->\nafter'
  expect(replaceBetween(page, 'new')).toBe(
    'before\n<!-- bench:begin -->\n\nnew\n<!-- bench:end -->\nafter',
  )
  expect(() => replaceBetween('nothing', 'new')).toThrow('There are no')
})
