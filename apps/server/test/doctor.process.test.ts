import { once } from 'node:events'
import { connect, createServer, type AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { doctor } from './doctor.ts'
import { emptyFolder, startWeft } from './weft-process.ts'

const TIMEOUT_MS = 60_000

/** Hands bytes on to Weft and back, and cuts off what is silent for so long, as a proxy would. */
async function startRelay(port: string, silenceMs: number): Promise<string> {
  const relay = createServer((socket) => {
    const onward = connect(Number(port), '127.0.0.1')
    const end = (): void => {
      socket.destroy()
      onward.destroy()
    }
    for (const one of [socket, onward])
      one.on('error', end).on('close', end).setTimeout(silenceMs, end)
    socket.pipe(onward).pipe(socket)
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void relay.close())
  await once(relay, 'listening')
  return `http://127.0.0.1:${(relay.address() as AddressInfo).port}/`
}

test('a server that is well gets ticks and exit code 0', { timeout: TIMEOUT_MS }, async () => {
  const data = await emptyFolder()
  const address = await startWeft(`--data=${data}`, '--limit=pingIntervalMs=200').address()
  const url = await startRelay(address.split(':')[1] ?? '', 800)
  // So many descriptors not every machine that tests allows.
  const { code, of } = await doctor(
    ...[`--data=${data}`, '--limit=maxConnections=50', `--url=${url}`, '--idle=1.5'],
  )
  expect(of('documents')).toContain('right: a running server')
  for (const what of ['disk speed', 'path', 'WebSocket', 'origins', 'latency', 'large messages'])
    expect(of(what), what).toMatch(/^right/)
  expect(of('addresses')).toMatch(/^right/)
  expect(of('idle')).toMatch(/^right.*[1-9]\d* pings? came/)
  expect(code).toBe(0)
})

test(
  'a proxy that cuts off who is silent, and a header that anybody can write, are found',
  {
    timeout: TIMEOUT_MS,
  },
  async () => {
    const data = await emptyFolder()
    const flags = [`--data=${data}`, '--insecure-open', '--trusted-proxy=loopback']
    const address = await startWeft(...flags).address()
    const url = await startRelay(address.split(':')[1] ?? '', 3_000)
    const { code, of } = await doctor(`--data=${data}`, `--url=${url}`, '--idle=10')
    expect(of('idle')).toMatch(/^wrong: .*cut off after \d+ s.*Raise the timeouts/)
    expect(of('addresses')).toMatch(/^wrong: whoever writes X-Forwarded-For/)
    expect(code).toBe(1)
  },
)

test(
  'a path that is not Weft’s, and a server that is away, are found',
  {
    timeout: TIMEOUT_MS,
  },
  async () => {
    const data = await emptyFolder()
    const weft = startWeft(`--data=${data}`, '--path-prefix=/weft/')
    const address = await weft.address()
    const elsewhere = await doctor(`--data=${data}`, `--url=http://${address}/notes/`, '--idle=0')
    expect(elsewhere.of('path')).toMatch(/^wrong.*--path-prefix/)
    expect(elsewhere.of('WebSocket')).toBeUndefined()
    expect(elsewhere.code).toBe(1)
    const right = await doctor(`--data=${data}`, `--url=http://${address}/weft`, '--idle=0')
    expect(right.of('path')).toMatch(/^right/)
    await weft.kill()
    const away = await doctor(`--data=${data}`, `--url=http://${address}/weft`, '--idle=0')
    expect(away.of('answers')).toMatch(/^wrong: nothing answers/)
    expect(away.of('documents')).toMatch(/^right: the database opens/)
    expect(away.code).toBe(1)
  },
)
