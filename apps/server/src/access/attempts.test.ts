import { expect, test } from 'vitest'
import { Attempts } from './attempts.ts'

function attemptsAt() {
  const clock = { ms: 0 }
  return { clock, attempts: new Attempts(() => clock.ms) }
}

function failOften(attempts: Attempts, address: string): number {
  let tries = 0
  while (attempts.waitMs(address) === 0 && tries < 1_000) {
    attempts.failed(address)
    tries += 1
  }
  return tries
}

const elsewhere = '203.0.113.9'

test('ten wrong passwords are looked at, then one every six seconds', () => {
  const { clock, attempts } = attemptsAt()
  expect(failOften(attempts, elsewhere)).toBe(10)
  expect(attempts.waitMs(elsewhere)).toBe(6_000)
  clock.ms += 5_999
  expect(attempts.waitMs(elsewhere)).toBe(1)
  clock.ms += 1
  expect(failOften(attempts, elsewhere)).toBe(1)
  clock.ms += 60 * 60_000
  expect(failOften(attempts, elsewhere)).toBe(10)
})

test('others are not concerned', () => {
  const { attempts } = attemptsAt()
  failOften(attempts, elsewhere)
  expect(attempts.waitMs('203.0.113.10')).toBe(0)
})

test('all addresses of one IPv6 network count as one', () => {
  const { attempts } = attemptsAt()
  failOften(attempts, '2001:db8:1:2::1')
  expect(attempts.waitMs('2001:db8:1:2:ffff::9')).toBeGreaterThan(0)
  expect(attempts.waitMs('2001:db8:1:3::1')).toBe(0)
})

test('who goes through the networks of one IPv6 site is stopped, and the next site is not', () => {
  const { clock, attempts } = attemptsAt()
  let tries = 0
  for (let network = 0; network < 1_000; network += 1)
    tries += failOften(attempts, `2001:db8:1:${network.toString(16)}::1`)
  expect(tries).toBe(60)
  expect(attempts.waitMs('2001:db8:1:ffff::1')).toBe(1_000)
  expect(attempts.waitMs('2001:db8:2::1')).toBe(0)
  clock.ms += 1_000
  expect(failOften(attempts, '2001:db8:1:fffe::1')).toBe(1)
})

test.each([
  '127.0.0.1',
  '::1',
  '::ffff:127.0.0.1',
  '10.1.2.3',
  '172.18.0.2',
  '192.168.0.7',
  'fd00::1',
  'fe80::1%eth0',
])('%s may be a proxy that speaks for many, and is allowed more', (address) => {
  const { clock, attempts } = attemptsAt()
  expect(failOften(attempts, address)).toBe(60)
  clock.ms += 1_000
  expect(failOften(attempts, address)).toBe(1)
})

test.each(['172.32.0.1', '11.0.0.1', '2001:fd00::1', '100.128.0.1', '193.168.0.1'])(
  '%s is one person',
  (address) => {
    expect(failOften(attemptsAt().attempts, address)).toBe(10)
  },
)

test('a flood from everywhere is forgotten in the order in which it came', () => {
  const { attempts } = attemptsAt()
  failOften(attempts, elsewhere)
  for (let n = 0; n < 9_999; n += 1)
    attempts.failed(`198.${18 + (n >> 16)}.${(n >> 8) & 255}.${n & 255}`)
  expect(attempts.waitMs(elsewhere)).toBeGreaterThan(0)
  attempts.failed('198.51.100.1')
  expect(attempts.waitMs(elsewhere)).toBe(0)
})
