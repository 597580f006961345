import { expect, test } from 'vitest'
import { TrafficMeter } from './traffic.ts'

test('everything is counted, and the rate is that of the last three whole seconds', () => {
  const meter = new TrafficMeter()
  meter.count(300, 500)
  meter.count(600, 1_200)
  expect(meter.read(1_900)).toEqual({ messages: 2, bytes: 900, bytesPerSecond: 100 })
  expect(meter.read(2_000)).toEqual({ messages: 2, bytes: 900, bytesPerSecond: 300 })
  expect(meter.read(4_999).bytesPerSecond).toBe(200)
  expect(meter.read(5_000)).toEqual({ messages: 2, bytes: 900, bytesPerSecond: 0 })
})

test('a long time costs no memory', () => {
  const meter = new TrafficMeter()
  for (let second = 0; second < 10_000; second += 1) meter.count(3, second * 1000)
  expect(meter.read(10_000_000)).toEqual({ messages: 10_000, bytes: 30_000, bytesPerSecond: 3 })
})
