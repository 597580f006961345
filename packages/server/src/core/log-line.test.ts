import { expect, test } from 'vitest'
import { LogLine } from './log-line.ts'

const line = new LogLine(
  [
    { name: 'one', fromSequence: 3 },
    { name: 'two', fromSequence: 6 },
  ],
  'three',
  8,
)

const hasPlace = (sequence: number, branch: string, end = 10) =>
  line.lineTo({ epoch: 'e', sequence, branch }, 'e', end).hasPlace

test('[L12] each record is on the branch of the opening that appended it', () => {
  const places = [
    [3, 'one'],
    [5, 'one'],
    [6, 'two'],
    [8, 'two'],
    [9, 'three'],
    [10, 'three'],
  ] as const
  for (const [sequence, branch] of places) {
    expect(hasPlace(sequence, branch), `${sequence}`).toBe(true)
    expect(hasPlace(sequence, 'of the future that was undone'), `${sequence}`).toBe(false)
  }
  expect(hasPlace(7, 'one')).toBe(false)
  expect(line.lineTo(undefined, 'e', 8)).toEqual({
    branch: 'two',
    nextBranch: 'three',
    hasPlace: true,
  })
  expect(line.lineTo(undefined, 'e', 9).branch).toBe('three')
})

test('[L12] where branches have been forgotten, nothing is held against a place', () => {
  expect(hasPlace(2, 'zero')).toBe(true)
  expect(hasPlace(11, 'three')).toBe(false)
})
