import { describe, expect, it } from 'vitest'
import { isOtherHistory } from './history.ts'

describe('[P41] a history is another one', () => {
  const known = { epoch: 'a', sequence: 7 }

  it('if its epoch is', () => {
    expect(isOtherHistory(known, { epoch: 'b', sequence: 7 })).toBe(true)
    expect(isOtherHistory(known, { epoch: 'b', sequence: 900 })).toBe(true)
  })

  it('if less of it is on disk than was told before', () => {
    expect(isOtherHistory(known, { epoch: 'a', sequence: 6 })).toBe(true)
  })

  it('but not if it has gone on, or stands still', () => {
    expect(isOtherHistory(known, { epoch: 'a', sequence: 7 })).toBe(false)
    expect(isOtherHistory(known, { epoch: 'a', sequence: 8 })).toBe(false)
  })

  it('but not if nothing of the known one was ever on disk', () => {
    expect(isOtherHistory(undefined, known)).toBe(false)
    expect(isOtherHistory({ epoch: 'b', sequence: 0 }, known)).toBe(false)
  })
})
