import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { recordKey } from '../keys.ts'
import { encodeUpdates, numberRecord } from '../record-row.ts'
import { crc32c, masked } from './crc32c.ts'
import { readLog, writeLog } from './log-file.ts'
import { checkLog } from './salvage-log.ts'
import { unpackSnappy } from './snappy.ts'
import { readBatch, writeBatch } from './write-batch.ts'

const text = (value: string) => new TextEncoder().encode(value)

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  const copy = new Uint8Array(bytes)
  copy[at] = (copy[at] ?? 0) ^ 0x41
  return copy
}

function row(sequence: number) {
  const key = recordKey('a', sequence)
  const update = { update: new Uint8Array(100).fill(sequence), user: undefined, timeMs: sequence }
  return { key, value: numberRecord(key, encodeUpdates([update]), sequence, 100) }
}

function batch(...changes: Parameters<typeof writeBatch>[0]['changes']): Uint8Array {
  return writeBatch({ header: new Uint8Array(8), changes })
}

describe('checksums', () => {
  test('are those of RFC 3720', () => {
    expect(crc32c(text('123456789'))).toBe(0xe3069283)
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa)
    expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43)
    expect(crc32c(text('56789'), 0, 5, crc32c(text('1234')))).toBe(0xe3069283)
  })

  test('are masked as LevelDB does it', () => {
    // Of its own test: a checksum that was masked twice is another.
    const crc = crc32c(text('foo'))
    expect(masked(crc)).not.toBe(crc)
    expect(masked(masked(crc))).not.toBe(masked(crc))
    const rotated = (masked(crc) - 0xa282ead8) >>> 0
    expect(((rotated >>> 17) | (rotated << 15)) >>> 0).toBe(crc)
  })
})

describe('a log', () => {
  const lengths = fc.array(fc.integer({ min: 0, max: 80_000 }), { maxLength: 6 })

  test('reads back what was written', () => {
    const property = fc.property(lengths, (all) => {
      const entries = all.map((length, seed) => new Uint8Array(length).fill(seed + 1))
      const read = readLog(writeLog(entries))
      const areSame = read.entries.every(
        ({ bytes }, index) => Buffer.compare(bytes, entries[index] ?? new Uint8Array(0)) === 0,
      )
      expect([read.entries.length, areSame]).toEqual([entries.length, true])
      expect([read.gaps, read.isTorn]).toEqual([0, false])
    })
    fc.assert(property, { numRuns: 60 })
  })

  test('that was cut off is torn, and everything before the cut is whole', () => {
    const entries = [100, 40_000, 200].map((length) => new Uint8Array(length).fill(7))
    const log = writeLog(entries)
    for (const end of [1, 6, 50, 107, 113, 20_000, 32_768, 40_000, log.length - 1]) {
      const read = readLog(log.subarray(0, end))
      expect(read.gaps, `cut at ${end}`).toBe(0)
      expect(
        read.entries.every(({ isWhole }) => isWhole),
        `cut at ${end}`,
      ).toBe(true)
      expect(checkLog(log.subarray(0, end)), `cut at ${end}`).toEqual({ is: 'whole' })
    }
  })

  test('that ends in zeros, as after a power cut, is torn', () => {
    const log = writeLog([batch(row(1)), batch(row(2))])
    const zeros = new Uint8Array(log.length + 5000)
    zeros.set(log.subarray(0, log.length - 60))
    expect(checkLog(zeros)).toEqual({ is: 'whole' })
  })

  test('with a wrong byte anywhere keeps every other row', () => {
    const rows = [1, 2, 3, 4].map(row)
    const [one, two, three, four] = rows
    if (!one || !two || !three || !four) throw new Error('no rows')
    const log = writeLog([batch(one), batch(two, three), batch(four)])
    for (let at = 0; at < log.length; at++) {
      const checked = checkLog(flipped(log, at))
      // Without its length or its kind, the last entry looks like one that was never finished.
      const last = log.length - writeLog([batch(four)]).length
      if (checked.is === 'whole') {
        expect([4, 5, 6]).toContain(at - last)
        continue
      }
      const kept = readLog(checked.rest).entries.flatMap(
        ({ bytes }) => readBatch(bytes)?.changes ?? [],
      )
      const intact = rows.filter(({ key, value }) =>
        kept.some(
          (change) =>
            Buffer.compare(change.key, key) === 0 &&
            change.value !== undefined &&
            Buffer.compare(change.value, value) === 0,
        ),
      )
      // At most the batch, when it is its frame that was hit.
      expect(intact.length, `byte ${at}`).toBeGreaterThanOrEqual(2)
    }
  })

  test('does not delete on the word of a spoilt batch', () => {
    const log = writeLog([batch({ key: row(1).key }, row(2)), batch(row(3))])
    const checked = checkLog(flipped(log, 80))
    if (checked.is !== 'damaged') throw new Error('it was not noticed')
    const [first] = readLog(checked.rest).entries
    expect(first && readBatch(first.bytes)?.changes.map(({ key }) => key)).toEqual([row(2).key])
  })
})

describe('Snappy', () => {
  test('unpacks literals and copies, also ones that run into themselves', () => {
    // "abcd" and 8 bytes from 4 back: the first example of the format's description, one might say.
    const packed = Uint8Array.of(12, 3 << 2, 97, 98, 99, 100, ((8 - 4) << 2) | 1, 4)
    expect(unpackSnappy(packed)).toEqual(text('abcdabcdabcd'))
    const twoBytes = Uint8Array.of(66, 0, 120, (63 << 2) | 2, 1, 0, 0, 121)
    expect(unpackSnappy(twoBytes)).toEqual(text(`${'x'.repeat(65)}y`))
  })

  test('refuses what is not packed so', () => {
    for (const bytes of [
      [],
      [5],
      [5, 0],
      [5, 0, 97],
      [4, 1, 1],
      [200, 1, 0, 97],
      [255, 255, 255, 255, 255, 1],
    ]) {
      expect(() => unpackSnappy(Uint8Array.from(bytes))).toThrow()
    }
  })
})
