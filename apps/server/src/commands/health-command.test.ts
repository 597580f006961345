import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { healthCommand } from './health-command.ts'
import { runCommand } from './run-command.ts'

type Env = Readonly<Record<string, string>>

/** What `weft health` says, and its exit code. */
async function health(argv: readonly string[], env: Env = {}) {
  const said: string[] = []
  const exitCode = await runCommand(['health', ...argv], {
    commands: [healthCommand],
    surroundings: { env, cwd: '/' },
    version: '1.2.3',
    print: (text) => said.push(`out: ${text}`),
    complain: (text) => said.push(`err: ${text}`),
  })
  return { exitCode, said: said.join('\n') }
}

/** A server that answers like this; its port. */
async function listening(answer: RequestListener, host = '127.0.0.1'): Promise<number> {
  const server = createServer(answer).listen(0, host)
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

const answering =
  (status: number, body: string): RequestListener =>
  (_request, response) =>
    void response.writeHead(status).end(body)

test('a server that is alive is healthy: exit code 0, and one line', async () => {
  const port = await listening((request, response) =>
    response.end(request.url === '/healthz' ? '{"status":"ok"}' : ''),
  )
  expect(await health([`--port=${port}`])).toEqual({
    exitCode: 0,
    said: `out: The server at http://127.0.0.1:${port}/healthz says: ok.`,
  })
})

test('it is found by the same settings as the server has, also where it listens everywhere', async () => {
  const port = await listening(answering(200, '{"status":"ok"}'))
  const env = { WEFT_PORT: String(port), WEFT_HOST: '0.0.0.0' }
  expect(await health([], env)).toMatchObject({ exitCode: 0 })
})

test.each([
  ['::', '[::1]'],
  ['::1', '[::1]'],
  ['[::1]', '[::1]'],
  ['localhost', 'localhost'],
])('a server at %s is asked at %s', async (host, asked) => {
  const { exitCode, said } = await health(['--port=1', `--host=${host}`])
  expect({ exitCode, said }).toMatchObject({ exitCode: 1 })
  expect(said).toContain(`http://${asked}:1/healthz`)
})

test('where nobody listens is no health: exit code 1, and what to look at', async () => {
  const { exitCode, said } = await health(['--port=1'])
  expect(exitCode).toBe(1)
  expect(said).toMatch(/^err: Nothing answers at http:\/\/127\.0\.0\.1:1\/healthz: .*ECONNREFUSED/)
  expect(said).toContain('Does the server run with this port?')
})

test('a server that does not answer in time is not healthy', async () => {
  const port = await listening(() => undefined)
  expect(await health([`--port=${port}`, '--timeout=0.05'])).toEqual({
    exitCode: 1,
    said: `err: Nothing answers at http://127.0.0.1:${port}/healthz: no answer in time. Does the server run with this port?`,
  })
})

test('another program on that port is not taken for Weft', async () => {
  const port = await listening(answering(200, '<h1>It works</h1>'))
  expect(await health([`--port=${port}`])).toEqual({
    exitCode: 1,
    said: `err: What answers at http://127.0.0.1:${port}/healthz is not Weft: it answers with 200.`,
  })
})

test('a server that does not save is alive, and not ready', async () => {
  const port = await listening((request, response) =>
    request.url === '/readyz'
      ? response.writeHead(503).end('{"status":"not-saving","unsaved":{}}')
      : response.end('{"status":"ok"}'),
  )
  expect(await health([`--port=${port}`])).toMatchObject({ exitCode: 0 })
  expect(await health([`--port=${port}`, '--ready'])).toEqual({
    exitCode: 1,
    said: `err: The server at http://127.0.0.1:${port}/readyz says: not-saving.`,
  })
})

test.each([
  ['--port=0', 'Cannot ask at port 0'],
  ['--host=a b', 'Cannot ask at "a b"'],
  ['--timeout=soon', 'Cannot wait "soon"'],
  ['--timeout=0', 'Cannot wait "0"'],
  ['--prot=1', "unknown option '--prot=1'"],
])('%s is told to be impossible: exit code 2', async (flag, words) => {
  const { exitCode, said } = await health([flag])
  expect(said).toContain(words)
  expect(exitCode).toBe(2)
})

test('help has an example', async () => {
  const { exitCode, said } = await health(['--help'])
  expect(exitCode).toBe(0)
  expect(said).toContain('weft health --port 1234')
})
