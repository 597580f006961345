import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { countedAddress } from './client-address.ts'
import { ConnectionCount } from './connection-count.ts'

const limits = {
  maxConnections: 40,
  maxConnectionsPerAddress: 10,
  maxChannelsInAll: 20,
  maxChannelsPerAddress: 8,
}

function enter(count: ConnectionCount, address: string | undefined): PassThrough {
  const socket = new PassThrough()
  count.enter(socket, address)
  return socket
}

async function leave(socket: PassThrough): Promise<void> {
  const gone = new Promise((resolve) => socket.once('close', resolve))
  socket.destroy()
  await gone
}

test('an address may have so many connections, and again when some have gone', async () => {
  const count = new ConnectionCount(limits)
  const sockets = Array.from({ length: 10 }, () => enter(count, 'a'))
  expect(sockets.every((socket) => count.excess(socket) === undefined)).toBe(true)
  const next = enter(count, 'a')
  expect(count.excess(next)).toBe('address')
  expect(count.excess(enter(count, 'b'))).toBeUndefined()
  for (const socket of sockets.slice(0, 1)) await leave(socket)
  expect(count.excess(next)).toBeUndefined()
})

test('all addresses together may have so many', async () => {
  const count = new ConnectionCount(limits)
  for (let index = 0; index < 40; index += 1) enter(count, `address ${index}`)
  const next = enter(count, undefined)
  expect(count.excess(next)).toBe('total')
  await leave(next)
  expect(count.total).toBe(40)
})

test('some over the limit are told so; the rest is not worth an answer', () => {
  const count = new ConnectionCount(limits)
  const sockets = Array.from({ length: 27 }, () => enter(count, 'a'))
  expect(sockets.slice(0, 26).some((socket) => count.excess(socket) === undefined)).toBe(false)
  const last = sockets.at(-1) ?? new PassThrough()
  expect(count.isFlooded(last)).toBe(true)
})

test('a connection may turn out to be another address', async () => {
  const count = new ConnectionCount(limits)
  const socket = enter(count, 'proxy')
  count.enter(socket, 'client')
  expect([count.total, count.addresses]).toEqual([1, 1])
  await leave(socket)
  expect([count.total, count.addresses]).toEqual([0, 0])
})

test('a socket that is gone already does not count', async () => {
  const count = new ConnectionCount(limits)
  const socket = new PassThrough()
  await leave(socket)
  count.enter(socket, 'a')
  expect([count.total, count.addresses]).toEqual([0, 0])
})

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['127.0.0.1', undefined],
  ['::1', undefined],
  ['::ffff:127.0.0.1', undefined],
  [undefined, undefined],
])('%s counts as %s', (address, expected) => {
  expect(countedAddress(address)).toBe(expected)
})

test('channels count for the address of their connection, and in all', () => {
  const count = new ConnectionCount(limits)
  const [a, again, b, c, here] = ['a', 'a', 'b', 'c', undefined].map((address) =>
    count.channelsOf(enter(count, address)),
  )
  const open = (gate: typeof a, channels: number) =>
    Array.from({ length: channels }, () => gate?.enter() ?? 'counted').at(-1)
  expect([open(a, 5), open(again, 3), open(again, 1), open(a, 1)]).toEqual([
    'counted',
    'counted',
    'address',
    'address',
  ])
  a?.leave()
  expect([open(again, 1), open(again, 1)]).toEqual(['counted', 'address'])
  expect([open(b, 8), open(c, 4), open(c, 1), open(here, 1)]).toEqual([
    'counted',
    'counted',
    'total',
    'total',
  ])
  b?.leave()
  expect([open(here, 1), open(c, 1)]).toEqual(['counted', 'total'])
})

test('of many that come at once, so many are served as are allowed', () => {
  const count = new ConnectionCount(limits)
  const sockets = Array.from({ length: 45 }, (_, index) => enter(count, `address ${index}`))
  const served = sockets.filter((socket) => {
    if (count.excess(socket) === undefined) return true
    count.refuse(socket)
    return false
  })
  expect(served).toHaveLength(40)
  expect(count.total).toBe(45)
})
