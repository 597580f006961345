import { EventEmitter } from 'node:events'
import { ManualClock } from '@weft/testkit'
import { expect, test } from 'vitest'
import { HttpListener } from './http-listener.ts'
import { LOOK_EVERY_MS, MIN_BYTES, watchBodyPace } from './body-pace.ts'
import { RawClient } from './raw-client.test-support.ts'

/** A request whose body comes as the test says. */
class Sending extends EventEmitter {
  complete = false
  readonly socket = { bytesRead: 300 }
}

function watch() {
  const clock = new ManualClock()
  const request = new Sending()
  let timesTooSlow = 0
  watchBodyPace(request, clock, () => (timesTooSlow += 1))
  const pass = async (bytes: number): Promise<number> => {
    request.socket.bytesRead += bytes
    await clock.advance(LOOK_EVERY_MS)
    return timesTooSlow
  }
  return { request, pass }
}

test('a large body may take minutes, as long as it keeps coming', async () => {
  const { request, pass } = watch()
  for (let times = 0; times < 30; times += 1) expect(await pass(MIN_BYTES)).toBe(0)
  request.complete = true
  expect(await pass(1)).toBe(0)
})

test('whoever sends a byte now and then is ended, also after much came at once', async () => {
  expect(await watch().pass(1)).toBe(1)
  const { pass } = watch()
  expect(await pass(100 * MIN_BYTES)).toBe(0)
  expect(await pass(MIN_BYTES - 1)).toBe(1)
  expect(await pass(1)).toBe(1)
})

test('nothing is watched any more once the connection is closed', async () => {
  const { request, pass } = watch()
  request.emit('close')
  expect(await pass(0)).toBe(0)
})

test('a body that stops coming is answered with 408', async () => {
  const clock = new ManualClock()
  const counted: string[] = []
  let asked = (): void => undefined
  const isAsked = new Promise<void>((resolve) => (asked = resolve))
  const listener = new HttpListener({
    tls: undefined,
    maxHeaderBytes: 8192,
    onConnection: () => undefined,
    onUpgrade: (_request, socket) => void socket.destroy(),
    onRequest: (request) => {
      request.resume()
      asked()
    },
    clock,
    count: (name) => counted.push(name),
    log: () => undefined,
  })
  const { port } = await listener.open(0, '127.0.0.1')
  const client = new RawClient(port)
  client.socket.write('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\nsome')
  await isAsked
  await clock.advance(LOOK_EVERY_MS)
  expect(await client.answered()).toBe(408)
  await client.ended()
  expect(counted).toEqual(['refused.408'])
  await listener.close()
})
