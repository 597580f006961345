import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { startServer } from './running-server.test-support.ts'

/** Sends so many requests in one packet. Resolves with what was answered once the connection has ended. */
async function pipelined(port: number, requests: number): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  let answer = ''
  socket.on('data', (chunk: Buffer) => (answer += String(chunk)))
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  const all = 'GET /x HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(requests - 1)
  socket.write(`${all}GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)
  await once(socket, 'close')
  return answer
}

test('a few requests that come in one packet are answered, one after the other', async () => {
  const { port } = await startServer({
    onRequest: ({ url }, response) => void setTimeout(() => response.end(`<${url}>`), 1),
  })
  expect((await pipelined(port, 8)).match(/<.*>/g)).toEqual([...Array(7).fill('</x>'), '</last>'])
})

test('of a thousand that come in one packet, a few are looked at, and the connection ends', async () => {
  let asked = 0
  const { port, server } = await startServer({ onRequest: () => void (asked += 1) })
  expect(await pipelined(port, 1_000)).toBe('')
  expect(asked).toBe(8)
  expect(server.counters.get('refused.429')).toBe(1)
})

test('one after the other, a connection may ask as often as it likes', async () => {
  const { port, server } = await startServer({
    onRequest: (_, response) => void response.end('ok'),
  })
  const socket = connect(port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  await once(socket, 'connect')
  for (let count = 0; count < 50; count += 1) {
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    const [answer] = (await once(socket, 'data')) as [Buffer]
    expect(String(answer)).toContain('200 OK')
  }
  expect(server.counters.get('refused.429')).toBeUndefined()
})
