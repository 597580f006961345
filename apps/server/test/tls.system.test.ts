import { copyFileSync } from 'node:fs'
import { once } from 'node:events'
import { connect, type PeerCertificate, type TLSSocket } from 'node:tls'
import { expect, onTestFinished, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { runWeft } from './command.ts'
import { emptyFolder, startWeft, type WeftProcess } from './weft-process.ts'
import { pemFolder, selfSigned } from './pem.ts'

const WAIT = { timeout: 15_000 }

async function startWithTls(...more: readonly string[]) {
  const files = selfSigned(pemFolder(), 'localhost')
  const flags = [
    `--tls-cert=${files.cert}`,
    `--tls-key=${files.key}`,
    `--data=${await emptyFolder()}`,
  ]
  const weft = startWeft(...flags, ...more)
  const [, url = ''] = await weft.printed(/(wss:\/\/[^/\s]+).*\n/)
  return { weft, files, url, port: Number(new URL(url).port) }
}

async function handshake(port: number, options = {}): Promise<PeerCertificate> {
  const socket: TLSSocket = connect({
    port,
    host: '127.0.0.1',
    rejectUnauthorized: false,
    ...options,
  })
  await once(socket, 'secureConnect')
  const certificate = socket.getPeerCertificate()
  socket.destroy()
  return certificate
}

/** A document's WebSocket, and what it has received. */
async function open(url: string): Promise<{ socket: WebSocket; heard: Buffer[] }> {
  const socket = new WebSocket(`${url}/notes`, { rejectUnauthorized: false })
  const heard: Buffer[] = []
  socket.on('message', (data) => heard.push(Buffer.from(data as ArrayBuffer)))
  onTestFinished(() => socket.terminate())
  await once(socket, 'open')
  return { socket, heard }
}

/** Asks for a document's state, and waits for the answer. */
async function asks({ socket, heard }: Awaited<ReturnType<typeof open>>): Promise<void> {
  const before = heard.length
  socket.send(new Uint8Array([0, 0, 1, 0]))
  await vi.waitFor(() => expect(heard.length).toBeGreaterThan(before), WAIT)
}

const logged = (weft: WeftProcess, event: string) =>
  vi.waitFor(() => expect(weft.stderr).toContain(event), WAIT)

test('a certificate makes it https and wss, is renewed without dropping anybody, and a bad one is not taken', async () => {
  const { weft, files, url, port } = await startWithTls()
  const peer = await open(url)
  await asks(peer)
  const before = await handshake(port)
  const health = await runWeft(['health', `--port=${port}`, `--tls-cert=${files.cert}`])
  expect(health).toMatchObject({ code: 0, stderr: '' })

  const next = selfSigned(pemFolder(), 'localhost')
  copyFileSync(next.cert, files.cert)
  weft.signal('SIGHUP')
  await logged(weft, 'certificate-kept')
  expect(weft.stderr).toContain('does not belong to it')
  expect((await handshake(port)).fingerprint256).toBe(before.fingerprint256)

  copyFileSync(next.key, files.key)
  weft.signal('SIGHUP')
  await logged(weft, 'certificate-renewed')
  expect((await handshake(port)).fingerprint256).not.toBe(before.fingerprint256)
  await asks(peer)
})

test('TLS before 1.2, and what is no TLS at all, gets nothing and harms nobody', async () => {
  const { url, port } = await startWithTls()
  const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }
  await expect(handshake(port, old)).rejects.toThrow()
  await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow()
  await asks(await open(url))
})

test('a connection counts once, as it does without TLS', async () => {
  const { url } = await startWithTls('--limit=maxConnections=2')
  await asks(await open(url))
  await asks(await open(url))
  const { socket } = await open(url)
  const [code] = (await once(socket, 'close')) as [number]
  expect(code).toBe(1013)
})
