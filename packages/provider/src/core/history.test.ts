import { describe, expect, it } from 'vitest'
import { isOtherHistory } from './history.ts'

describe('[P41] a history is another one', () => {
  const known = { epoch: 'a', sequence: 7 }

  it('if its epoch is', () => {
    expect(isOtherHistory(known, { epoch: 'b', sequence: 7 }, false)).toBe(true)
    expect(isOtherHistory(known, { epoch: 'b', sequence: 900 }, false)).toBe(true)
  })

  it('if less of it is on disk than was told before', () => {
    expect(isOtherHistory(known, { epoch: 'a', sequence: 6 }, false)).toBe(true)
  })

  it('but not if it has gone on, or stands still', () => {
    expect(isOtherHistory(known, { epoch: 'a', sequence: 7 }, false)).toBe(false)
    expect(isOtherHistory(known, { epoch: 'a', sequence: 8 }, false)).toBe(false)
  })

  it('if the server has not the record that is known, however much it has', () => {
    const grown = { epoch: 'a', sequence: 900 }
    expect(isOtherHistory(known, grown, false, false)).toBe(true)
    expect(isOtherHistory(known, grown, true, false)).toBe(true)
    expect(isOtherHistory(known, grown, false, true)).toBe(false)
  })

  it('but not if none is known', () => {
    expect(isOtherHistory(undefined, known, false)).toBe(false)
  })

  it('while nothing of the known one was told to be on disk: only if both documents have content', () => {
    const begun = { epoch: 'b', sequence: 0 }
    expect(isOtherHistory(begun, known, false)).toBe(true)
    expect(isOtherHistory(begun, known, true)).toBe(false)
    expect(isOtherHistory(begun, { epoch: 'a', sequence: 0 }, false)).toBe(false)
    expect(isOtherHistory(begun, { epoch: 'b', sequence: 7 }, false)).toBe(false)
  })
})
