import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createServer } from 'node:tls'
import { freePort } from '@weft/testkit'
import { describe, expect, onTestFinished, test } from 'vitest'
import { lookAtTls } from '../src/doctor/public-url.ts'
import type { TlsFiles } from '../src/tls/read-certificate.ts'
import { doctor } from './doctor.ts'
import { authority, pemFolder, selfSigned, signedBy } from './pem.ts'
import { startNginx } from './proxy-process.ts'
import { emptyFolder, startWeft } from './weft-process.ts'

const folder = pemFolder()
const ours = authority(folder, 'ours')
const theirs = authority(folder, 'theirs')
const ca = readFileSync(ours.cert, 'utf8')

/** What doctor says of a server at `localhost` that shows this certificate. */
async function told({ cert, key }: TlsFiles): Promise<string> {
  const server = createServer({ cert: readFileSync(cert), key: readFileSync(key) })
  server.on('tlsClientError', () => undefined)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const found = await lookAtTls(new URL(`https://localhost:${port}/`), Date.now(), ca)
  return `${found.is}: ${found.found}; ${found.remedy ?? ''}`
}

describe('of a certificate doctor says', () => {
  test.each<[string, () => TlsFiles, RegExp]>([
    ['good', () => signedBy(folder, ours, 'localhost'), /^right: TLSv1\.3, .* for (59|60) days/],
    [
      'signed by nobody known',
      () => signedBy(folder, theirs, 'localhost'),
      /^wrong: .*who signed it is unknown.*fullchain\.pem.*--ca/,
    ],
    ['its own root', () => selfSigned(folder, 'own'), /^wrong: .*no authority that browsers know/],
    [
      'for another name',
      () => signedBy(folder, ours, 'docs.example.org'),
      /^wrong: .*it is not for localhost; .*this name/,
    ],
    [
      'expired',
      () => signedBy(folder, ours, 'localhost', -1),
      /^wrong: .*it expired on \w+ .*; Renew/,
    ],
    [
      'soon to expire',
      () => signedBy(folder, ours, 'localhost', 5),
      /^wrong: the certificate expires in [45] days; Renew/,
    ],
  ])('that it is %s', async (_what, files, words) => {
    expect(await told(files())).toMatch(words)
  })
})

test.each([
  ['to whom browsers trust', ours, true],
  ['to nobody else', theirs, false],
])('a token is sent %s', async (_who, by, isSent) => {
  const { cert, key } = signedBy(folder, by, 'localhost', 70)
  const sent: boolean[] = []
  const server = createSecureServer({ cert: readFileSync(cert), key: readFileSync(key) })
  server.on('request', (_request, response) => response.end('{"status":"ok"}'))
  server.on('upgrade', ({ headers }, socket) => {
    sent.push(headers.authorization === 'Bearer correct-horse')
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const tokenFile = join(folder, 'token')
  writeFileSync(tokenFile, 'correct-horse\n')
  const { of } = await doctor(
    ...[`--data=${await emptyFolder()}`, `--url=https://localhost:${port}/`, '--idle=0'],
    ...[`--ca=${ours.cert}`, `--token-file=${tokenFile}`],
  )
  expect(sent).toEqual([isSent])
  expect(of('token')).toEqual(isSent ? undefined : expect.stringMatching(/^note: .*not sent/))
})

describe('through nginx doctor finds', () => {
  const tls = signedBy(folder, ours, 'localhost', 90)

  async function look(
    pingMs: number,
    { spoil, idle }: { spoil?: (text: string) => string; idle: number },
    ...more: readonly string[]
  ) {
    const data = await emptyFolder()
    const upstream = await freePort()
    const flags = [`--data=${data}`, `--port=${upstream}`, '--trusted-proxy=loopback', ...more]
    const limits = [`--limit=pingIntervalMs=${pingMs}`, '--limit=silenceTimeoutMs=120000']
    await startWeft(...flags, ...limits).address()
    const proxy = await startNginx({ upstream, tls, idleSeconds: 1, ...(spoil ? { spoil } : {}) })
    return doctor(
      ...[`--data=${data}`, '--limit=maxConnections=50', `--ca=${ours.cert}`],
      ...[`--url=https://localhost:${proxy.https}/`, `--idle=${idle}`],
    )
  }

  test('that all is well', async () => {
    const { code, of } = await look(200, { idle: 2 }, '--insecure-open')
    for (const what of ['TLS', 'path', 'WebSocket', 'origins', 'latency', 'large messages', 'idle'])
      expect(of(what), what).toMatch(/^right/)
    expect(code).toBe(0)
  })

  test('that who types nothing is cut off, and after how long', async () => {
    const { code, of } = await look(60_000, { idle: 30 }, '--insecure-open')
    expect(of('idle')).toMatch(/^wrong: .*cut off after [1-9]\d* s .*Raise the timeouts/)
    expect(code).toBe(1)
  })

  test('that upgrades are not handed on', async () => {
    const spoil = (text: string) => text.replace('proxy_set_header Upgrade $http_upgrade;', '')
    const { code, of } = await look(200, { spoil, idle: 0 }, '--insecure-open')
    expect(of('WebSocket')).toMatch(/^wrong: upgrades do not get through.*Upgrade and Connection/)
    expect(code).toBe(1)
  })

  test('that a server that asks nobody answers nobody there', async () => {
    const { code, of } = await look(200, { idle: 0 })
    expect(of('path')).toMatch(/^wrong: Weft refuses whoever comes from elsewhere.*--password-file/)
    expect(code).toBe(1)
  })
})
