import type { WireMessage } from '@weft/provider/debug'
import { expect, test } from 'vitest'
import { KEPT_MESSAGES, WireRecord } from './wire-record.ts'

const message = (over: Partial<WireMessage> = {}): WireMessage => ({
  atMs: 1_000,
  direction: 'in',
  via: 'server',
  type: 'update',
  bytes: 10,
  details: '',
  ...over,
})

test('the newest message stands first, and old ones are forgotten', () => {
  const record = new WireRecord()
  for (let count = 0; count < KEPT_MESSAGES + 5; count += 1) record.add(message())
  expect(record.messages).toHaveLength(KEPT_MESSAGES)
  expect(record.messages[0]?.number).toBe(KEPT_MESSAGES + 5)
  expect(record.messages.at(-1)?.number).toBe(6)
})

test('both directions are counted apart, and what goes between tabs is not', () => {
  const record = new WireRecord()
  record.add(message())
  record.add(message({ direction: 'out', bytes: 3 }))
  record.add(message({ direction: 'out', bytes: 5, via: 'tabs' }))
  expect(record.traffic('in', 1_000)).toMatchObject({ messages: 1, bytes: 10 })
  expect(record.traffic('out', 1_000)).toMatchObject({ messages: 1, bytes: 3 })
})

test('in a pause the list stands still, and what goes by is counted', () => {
  const record = new WireRecord()
  record.add(message({ type: 'saved' }))
  record.pause(true)
  record.add(message())
  record.add(message())
  expect(record.messages.map(({ type }) => type)).toEqual(['saved'])
  expect(record.missed).toBe(2)
  expect(record.traffic('in', 1_000).messages).toBe(3)
  record.pause(false)
  record.add(message({ type: 'ping' }))
  expect(record.messages.map(({ type, number }) => [type, number])).toEqual([
    ['ping', 4],
    ['saved', 1],
  ])
  expect(record.missed).toBe(0)
})

test('the list can be cleared, and the counts stay', () => {
  const record = new WireRecord()
  record.add(message())
  record.clear()
  expect(record.messages).toEqual([])
  expect(record.traffic('in', 1_000).bytes).toBe(10)
})
