import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { emptyFolder, startWeft } from './weft-process.ts'

const gif = (bytes: number): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(Buffer.concat([Buffer.from('GIF89a'), Buffer.alloc(bytes)]))

interface Server {
  readonly address: string
  readonly kill: () => Promise<void>
}

async function start(data: string, ...flags: readonly string[]): Promise<Server> {
  const weft = startWeft('--editor', '--data', data, ...flags)
  return { address: await weft.address(), kill: () => weft.kill() }
}

const send = (
  { address }: Server,
  body: Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> =>
  fetch(`http://${address}/_weft/images?document=notes`, {
    method: 'POST',
    headers: { 'content-type': 'image/gif', ...headers },
    body,
  })

async function addressIn(answer: Response): Promise<string> {
  const told: unknown = await answer.json()
  return typeof told === 'object' && told !== null && 'src' in told ? String(told.src) : ''
}

test('a picture that was taken is there after a power cut, whole and under the same address', async () => {
  const data = await emptyFolder()
  const before = await start(data)
  const picture = gif(100_000)
  const answer = await send(before, picture)
  expect(answer.status).toBe(201)
  const src = await addressIn(answer)
  await before.kill()

  const after = await start(data)
  const shown = await fetch(`http://${after.address}${src}`)
  expect(new Uint8Array(await shown.arrayBuffer())).toEqual(picture)
  expect(Object.fromEntries(shown.headers)).toMatchObject({
    'content-type': 'image/gif',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'cross-origin-resource-policy': 'same-origin',
  })
  const head = await fetch(`http://${after.address}${src}`, { method: 'HEAD' })
  expect(head.headers.get('content-length')).toBe(String(picture.length))
  const again = await fetch(`http://${after.address}${src}`, {
    headers: { 'if-none-match': shown.headers.get('etag') ?? '' },
  })
  expect(again.status).toBe(304)
})

test('nobody else on the machine can read what is kept, whatever the system leaves open', async () => {
  const data = join(await emptyFolder(), 'kept')
  const server = await start(data)
  expect((await send(server, gif(10))).status).toBe(201)
  const names = ['.', ...(await readdir(data, { recursive: true }))]
  expect(names).toEqual(expect.arrayContaining(['db/CURRENT', 'catalogue/CURRENT', 'weft.json']))
  expect(names.filter((name) => name.endsWith('.gif'))).toHaveLength(1)
  for (const name of names) {
    const { mode } = await lstat(join(data, name))
    expect(`${name} ${(mode & 0o077).toString(8)}`).toBe(`${name} 0`)
  }
})

test('what is too large, too much or no picture is refused in words, and leaves nothing behind', async () => {
  const data = await emptyFolder()
  const server = await start(data, '--max-image-mb', '1', '--max-images-mb', '1')
  const refused = async (answer: Promise<Response>): Promise<string> => {
    const { status, headers } = await answer
    expect(headers.get('content-type')).toContain('text/plain')
    return String(status)
  }
  expect(await refused(send(server, gif(2_000_000)))).toBe('413')
  expect(await refused(send(server, new TextEncoder().encode('<svg onload="run()"/>')))).toBe('415')
  const site = { 'sec-fetch-site': 'cross-site' }
  expect(await refused(send(server, gif(10), site))).toBe('403')
  expect((await send(server, gif(900_000))).status).toBe(201)
  expect(await refused(send(server, gif(200_000)))).toBe('507')
  expect(await readdir(join(data, 'images'))).toHaveLength(1)
})

test('many pictures at once are each kept or refused, and the server goes on', async () => {
  const data = await emptyFolder()
  const server = await start(data)
  const sizes = Array.from({ length: 12 }, (_, index) => 4_000_000 + index)
  const answers = await Promise.all(sizes.map((size) => send(server, gif(size))))
  const taken = answers.filter(({ status }) => status === 201)
  expect(answers.every(({ status }) => status === 201 || status === 503)).toBe(true)
  expect(await readdir(join(data, 'images'))).toHaveLength(taken.length)
  expect(taken.length).toBeGreaterThan(0)
  expect((await send(server, gif(1))).status).toBe(201)
})
