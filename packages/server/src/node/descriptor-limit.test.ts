import { expect, test } from 'vitest'
import { connectionsWithin, descriptorLimit } from './descriptor-limit.ts'

const limits = { maxConnections: 10_000 }

test('what the system allows is read; where it says nothing there is no limit', () => {
  const line = (soft: string): string =>
    `Max processes             8192       8192       processes\nMax open files            ${soft}     524288    files\n`
  expect(descriptorLimit(() => line('1024'))).toBe(1024)
  expect(descriptorLimit(() => line('unlimited'))).toBeUndefined()
  expect(descriptorLimit(() => '')).toBeUndefined()
  expect(
    descriptorLimit(() => {
      throw new Error('no such file')
    }),
  ).toBeUndefined()
})

test('where there are enough descriptors, so many connections are taken as were asked for', () => {
  expect(connectionsWithin(limits, 65_536)).toBe(10_000)
  expect(connectionsWithin(limits, undefined)).toBe(10_000)
})

test('where there are fewer, there is room for those who are refused and for the files of the database', () => {
  expect(connectionsWithin(limits, 1024)).toBe(796)
  expect(connectionsWithin(limits, 200)).toBe(84)
  expect(connectionsWithin({ maxConnections: 100_000 }, 20_000)).toBe(19_360)
})

test('somebody is let in however few there are', () => {
  expect(connectionsWithin(limits, 20)).toBe(1)
})
