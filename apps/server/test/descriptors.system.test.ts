import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { emptyFolder } from './weft-process.ts'
import { DocumentClient } from './document-client.ts'

const bin = fileURLToPath(new URL('../bin/weft.js', import.meta.url))
const DESCRIPTORS = 200
const WAIT = { timeout: 15_000 }

/** Starts the command with few file descriptors. Resolves with its address and what it logs. */
async function startWithFew(): Promise<{ address: string; log: () => string }> {
  const child = spawn(
    'sh',
    ['-c', `ulimit -n ${DESCRIPTORS} && exec "$0" "$@"`, process.execPath, bin].concat([
      'serve',
      '--port=0',
      '--data',
      await emptyFolder(),
    ]),
    { env: { PATH: process.env['PATH'] } },
  )
  let output = ''
  let log = ''
  const address = new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text
      const found = /ws:\/\/([^/\s]+)/.exec(output)?.[1]
      if (found !== undefined) resolve(found)
    })
    child.once('exit', () => reject(new Error(`It ended: ${log}`)))
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text))
  onTestFinished(async () => {
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  })
  return { address: await address, log: () => log }
}

const readiness = (address: string): Promise<number> =>
  fetch(`http://${address}/readyz`, { signal: AbortSignal.timeout(2_000) }).then(
    ({ status }) => status,
    () => 0,
  )

/** Somebody who connects and says nothing. */
function silent(address: string): Socket {
  const [host = '', port] = address.split(':')
  const socket = connect(Number(port), host)
  socket.on('error', () => undefined)
  onTestFinished(() => void socket.destroy())
  return socket
}

/** A client's sync step 1 of an empty document, as a frame of a WebSocket. */
const FIRST_WORD = Buffer.from([0x82, 0x84, 0, 0, 0, 0, 0, 0, 1, 0])

/** Somebody's connection as a client of a document, which the server may close. Let in, it stays. */
function upgraded(address: string): Socket {
  const socket = silent(address)
  socket.write(
    `GET /other HTTP/1.1\r\nHost: ${address}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  )
  socket.write(FIRST_WORD)
  return socket
}

/** Somebody who comes now: the close code, or `in`, or that nothing came within 2 s. */
async function newcomer(address: string, text: string): Promise<number | string> {
  const client = new DocumentClient(address, 'notes')
  const patience = new Promise<string>((resolve) => setTimeout(resolve, 2_000, 'still waiting'))
  return Promise.race([client.sees(text).then(() => 'in'), client.closed, patience])
}

test('where file descriptors run out, those who are inside go on, it stays ready, newcomers are told, and can come once some have left', async () => {
  const { address, log } = await startWithFew()
  const ada = new DocumentClient(address, 'notes')
  const grace = new DocumentClient(address, 'notes')
  ada.doc.getText('text').insert(0, 'before')
  await grace.sees('before')

  // Three times as many as there are descriptors.
  const crowd = Array.from({ length: 3 * DESCRIPTORS }, () => upgraded(address))
  await Promise.all(crowd.map((socket) => once(socket, 'connect')))
  await expect.poll(log, WAIT).toContain('connections-full')

  ada.doc.getText('text').insert(6, ', and after')
  const text = 'before, and after'
  await grace.sees(text)
  // Those who came last in the rush are cut off; a second later there is room again for words. Of those who were told in
  // the rush, some may have left a place: it is taken before somebody is told.
  const came: (number | string)[] = []
  await expect
    .poll(async () => {
      came.push(await newcomer(address, text))
      return came.at(-1)
    }, WAIT)
    .toBe(1013)
  expect(came.filter((outcome) => outcome === 'in').length).toBeLessThan(16)
  expect(came).not.toContain('still waiting')
  expect(await readiness(address)).toBe(200)
  expect(await newcomer(address, text)).toBe(1013)
  expect(log()).not.toMatch(/EMFILE|too many open files|fault/i)
  expect(log().match(/"few-descriptors"/g)).toHaveLength(1)

  for (const socket of crowd) socket.destroy()
  await expect.poll(() => newcomer(address, text), WAIT).toBe('in')
  expect(log().match(/"connections-full"/g)).toHaveLength(1)
}, 60_000)
