import { describe, expect, it } from 'vitest'
import { SortedRows } from './sorted-rows.ts'

const key = (...bytes: number[]) => Uint8Array.from(bytes)

describe('sorted rows', () => {
  const rows = SortedRows.none.with([
    { key: key(2), value: key(20) },
    { key: key(1, 0), value: key(10) },
    { key: key(1), value: key(1) },
  ])

  it('are in the order of their keys, byte by byte', () => {
    expect(rows.range(key(0), key(9)).map((row) => [...row.key])).toEqual([[1], [1, 0], [2]])
  })

  it('are found by their whole key only', () => {
    expect(rows.get(key(1, 0))).toEqual(key(10))
    expect(rows.get(key(1, 0, 0))).toBeUndefined()
    expect(rows.get(key(3))).toBeUndefined()
  })

  it('are handed out from the first key on, before the last, and at most so many', () => {
    const keys = (...range: Parameters<SortedRows['range']>) =>
      rows.range(...range).map((row) => [...row.key])
    expect(keys(key(1), key(2))).toEqual([[1], [1, 0]])
    expect(keys(key(0), key(9), 1)).toEqual([[1]])
    expect(keys(key(9), key(10))).toEqual([])
  })

  it('stay as they are when others are made of them', () => {
    const changed = rows.with([{ key: key(1), value: key(99) }, { key: key(2) }, { key: key(7) }])
    expect(changed.get(key(1))).toEqual(key(99))
    expect(changed.size).toBe(2)
    expect(rows.get(key(1))).toEqual(key(1))
    expect(rows.size).toBe(3)
  })

  it('keep their own bytes', () => {
    const value = key(5)
    const own = SortedRows.none.with([{ key: key(1), value }])
    value[0] = 6
    expect(own.get(key(1))).toEqual(key(5))
  })
})
