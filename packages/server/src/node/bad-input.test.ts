import { encodeMessage } from '@weft/protocol'
import { writeVarUint, createEncoder, toUint8Array } from 'lib0/encoding'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import type { WeftServer } from './options.ts'
import { frame, frameHeader, hex, RawClient } from './raw-client.test-support.ts'
import { KeptLog, testOptions } from './running-server.test-support.ts'
import { createServer } from './server.ts'
import { HealthyPair, StockClient } from './stock-client.test-support.ts'

const MAX_MESSAGE_BYTES = 2 * 1024 * 1024
const STEP_1 = frame(hex('00 00 01 00'))
const SECRET = 'a-token-that-nobody-may-log'
const CONTENT = 'content that nobody may log'

const log = new KeptLog()
let server: WeftServer
let port: number
let pair: HealthyPair
let rooms = 0

beforeAll(async () => {
  server = createServer(testOptions(log, { limits: { maxMessageBytes: MAX_MESSAGE_BYTES } }))
  port = (await server.listen({ port: 0, host: '127.0.0.1' })).port
  pair = await HealthyPair.open(`ws://127.0.0.1:${port}`)
})

afterAll(async () => {
  pair.end()
  await server.close()
})

interface BadInput {
  readonly title: string
  readonly send: readonly Uint8Array[]
  readonly code: number
  /** Another counter that must have risen. */
  readonly counter?: string
}

function varUints(numbers: readonly number[]): Uint8Array {
  const encoder = createEncoder()
  for (const number of numbers) writeVarUint(encoder, number)
  return toUint8Array(encoder)
}

/** The frame of an update message with these bytes for its update. */
function update(bytes: Uint8Array): Buffer {
  return frame(encodeMessage({ type: 'update', update: bytes }))
}

function someUpdate(): Uint8Array {
  const doc = new Y.Doc()
  doc.getText('text').insert(0, CONTENT)
  return Y.encodeStateAsUpdate(doc)
}

/** An update of one garbage-collected struct. */
function gcStruct(clock: number, length: number): Uint8Array {
  return varUints([1, 1, 5, clock, 0, length, 0])
}

/** Frames that break the WebSocket protocol, or are larger than it is allowed to be. */
const badFrames: readonly BadInput[] = [
  { title: '[A1] a reserved bit', send: [hex('c2 81 00000000 01')], code: 1002 },
  { title: '[A1] an unknown opcode', send: [hex('83 81 00000000 01')], code: 1002 },
  { title: '[A1] an unmasked frame', send: [hex('82 01 01')], code: 1002 },
  { title: '[A1] a fragmented ping', send: [hex('09 81 00000000 00')], code: 1002 },
  { title: '[A1] a stray continuation', send: [hex('80 81 00000000 00')], code: 1002 },
  { title: '[A1] a close frame of one byte', send: [hex('88 81 00000000 03')], code: 1002 },
  { title: '[A1] a close code that none may send', send: [hex('88 82 00000000 03ed')], code: 1002 },
  {
    title: '[A1] a ping of 126 bytes',
    send: [hex('89 fe 007e 00000000'), Buffer.alloc(126)],
    code: 1002,
  },
  {
    title: '[A2] an announcement of 101 MiB',
    send: [hex('82 ff 0000000006500000 00000000')],
    code: 4413,
  },
  {
    title: '[A2] an announcement of 2^53 bytes',
    send: [hex('82 ff 0020000000000000 00000000')],
    code: 4413,
  },
  {
    title: '[A2] an announcement of 2^64 - 1 bytes',
    send: [hex('82 ff ffffffffffffffff 00000000')],
    code: 4413,
  },
  {
    title: '[A3] an announcement of one byte more than the limit',
    send: [frameHeader(MAX_MESSAGE_BYTES + 1)],
    code: 4413,
  },
  {
    title: '[A5] a message in one-byte fragments',
    send: [
      frame(hex('00'), 2, false),
      ...Array.from({ length: 300 }, () => frame(hex('00'), 0, false)),
    ],
    code: 1008,
  },
  {
    title: '[A5] a message in empty fragments',
    send: [
      frame(hex('00'), 2, false),
      ...Array.from({ length: 300 }, () => frame(hex(''), 0, false)),
    ],
    code: 1008,
  },
].map(
  (bad) =>
    ({ counter: bad.title.includes('A2') ? undefined : 'transport-error', ...bad }) as BadInput,
)

/** Frames that are no message of the protocol. */
const badMessages: readonly BadInput[] = [
  { title: '[A4] a text frame', send: [frame(Buffer.from(CONTENT), 1)], code: 4400 },
  {
    title: '[A4] a text frame that would be a message',
    send: [frame(hex('00 00 01 00'), 1)],
    code: 4400,
  },
  { title: '[A4] a text frame that is not UTF-8', send: [hex('81 82 00000000 fffe')], code: 4400 },
  {
    title: '[A15] an empty frame',
    send: [frame(hex(''))],
    code: 4400,
    counter: 'protocol-error.EMPTY',
  },
  { title: '[A15] ff ff ff', send: [frame(hex('ffffff'))], code: 4400 },
  { title: '[A15] a number without end', send: [frame(Buffer.alloc(12, 0xff))], code: 4400 },
  {
    title: '[A15] an update that claims 2^32 bytes',
    send: [frame(hex('00 02 80 80 80 80 10 01'))],
    code: 4400,
    counter: 'protocol-error.TRUNCATED',
  },
  {
    title: '[A15] a state vector that claims 2^32 entries',
    send: [frame(hex('00 00 05 80 80 80 80 10'))],
    code: 4400,
  },
  {
    title: '[A15] an unknown type',
    send: [frame(hex('07'))],
    code: 4400,
    counter: 'protocol-error.UNKNOWN_TYPE',
  },
  { title: '[A15] an unknown sync type', send: [frame(hex('00 09'))], code: 4400 },
  {
    title: '[A15] a message with 1,000 bytes behind it',
    send: [frame(Buffer.concat([hex('00 00 01 00'), Buffer.alloc(1_000)]))],
    code: 4400,
    counter: 'protocol-error.TRAILING_BYTES',
  },
  { title: 'a message of the extension without hello', send: [frame(hex('44 01'))], code: 4400 },
  { title: 'a message that only a server sends', send: [frame(hex('43'))], code: 4400 },
]

/** Messages with an update that cannot be one. */
const badUpdates: readonly BadInput[] = [
  {
    title: '[A14] 2^25 structs in seven bytes',
    send: [frame(hex('00 02 07 01 80808010 2a 00'))],
    code: 4400,
  },
  {
    title: '[A14] the same a thousand times over',
    send: Array.from({ length: 1_000 }, () => frame(hex('00 02 07 01 80808010 2a 00'))),
    code: 4400,
  },
  {
    title: '[A16] an update without its last byte',
    send: [update(someUpdate().slice(0, -1))],
    code: 4400,
  },
  { title: '[A19] a struct of 2^31 + 1', send: [update(gcStruct(0, 2 ** 31 + 1))], code: 4400 },
  { title: '[A19] a struct of 2^32', send: [update(gcStruct(0, 2 ** 32))], code: 4400 },
  { title: '[A19] a struct of 2^53 - 1', send: [update(gcStruct(0, 2 ** 53 - 1))], code: 4400 },
  { title: '[A19] a clock of 2^53 - 2', send: [update(gcStruct(2 ** 53 - 2, 1))], code: 4400 },
].map((bad) => ({ counter: 'protocol-error.BAD_UPDATE', ...bad }))

function titled(list: readonly BadInput[]) {
  return list.map((bad) => [bad.title, bad.code, bad] as const)
}

async function expectOneHarmless(
  { send, code, counter }: BadInput,
  isJoinedFirst: boolean,
): Promise<void> {
  rooms += 1
  const room = `room ${rooms}`
  const before = new Map(server.counters)
  const risen = (name: string) => (server.counters.get(name) ?? 0) - (before.get(name) ?? 0)
  const client = await RawClient.open(port, `/${encodeURIComponent(room)}?token=${SECRET}`)
  if (isJoinedFirst) {
    client.send(STEP_1)
    await client.heard()
  }
  client.send(...send)

  expect(await client.closed()).toBe(code)
  client.send(hex('88 80 00000000'))
  await client.ended()
  const entries = log.all('peer-closed').filter(({ document }) => document === room)
  expect(entries).toHaveLength(1)
  expect(entries[0]).toMatchObject({ code })
  const everything = JSON.stringify(log.entries)
  expect(everything).not.toContain(SECRET)
  expect(everything).not.toContain(CONTENT)
  expect(risen(`closed.${code}`)).toBe(1)
  if (counter) expect(risen(counter)).toBe(1)
  await pair.roundTrip()
  expect(pair.isUnharmed).toBe(true)
}

describe('as the first thing that a peer says, it ends that peer and nobody else:', () => {
  test.each(titled([...badFrames, ...badMessages]))('%s → %d', (_title, _code, bad) =>
    expectOneHarmless(bad, false),
  )
})

describe('from a peer that has joined, it ends that peer and nobody else:', () => {
  test.each(titled([...badFrames, ...badMessages, ...badUpdates]))(
    '%s → %d',
    (_title, _code, bad) => expectOneHarmless(bad, true),
  )
})

describe('a document name', () => {
  test.each([
    ['an empty one', '/'],
    ['malformed percent-encoding', '/%zz'],
    ['percent-encoded bytes that are not UTF-8', '/%ff'],
    ['a lone surrogate', '/%ed%a0%80'],
    ['a null', '/a%00b'],
    ['a line feed', '/a%0Ab'],
    ['a dot', '/.'],
    ['two dots', '/..'],
    ['a way up', '/../../etc/passwd'],
    ['an encoded way up', '/%2e%2e%2fx'],
    ['513 bytes', `/${'x'.repeat(513)}`],
    ['8,000 bytes', `/${'x'.repeat(8_000)}`],
  ])('[A34] %s is refused with 4404', async (_title, path) => {
    const before = log.all('peer-refused').length
    const client = await RawClient.open(port, `${path}?token=${SECRET}`)
    expect(await client.closed()).toBe(4404)
    expect(log.all('peer-refused')).toHaveLength(before + 1)
    expect(JSON.stringify(log.entries)).not.toContain(SECRET)
    await pair.roundTrip()
  })

  test.each([
    ['my%20room', 'my room'],
    ['a%2Fb', 'a/b'],
    ['%25zz', '%zz'],
    ['__proto__', '__proto__'],
    ['constructor', 'constructor'],
    ['%D7%A9%D7%9C%D7%95%D7%9D', 'שלום'],
    ['%C3%A9', 'é'],
    ['e%CC%81', 'e\u0301'],
    ['/double', '/double'],
  ])('[A34] %s is decoded once, to "%s"', async (path, document) => {
    const client = await StockClient.open(`ws://127.0.0.1:${port}/${path}`)
    expect(client.isSynced).toBe(true)
    await log.until('it has joined', () =>
      log.all('peer-joined').some((entry) => entry.document === document),
    )
  })
})

test('[A13] a reset amid a frame is the end of that peer only', async () => {
  const client = await RawClient.open(port, '/reset')
  client.send(STEP_1)
  await client.heard()
  const peers = server.peers
  client.send(frameHeader(1_000), Buffer.alloc(10))
  client.socket.resetAndDestroy()
  await pair.roundTrip()
  while (server.peers === peers) await pair.roundTrip()
  expect(server.peers).toBe(peers - 1)
})

test('[A13] an end without a close frame is the end of that peer only', async () => {
  const client = await RawClient.open(port, '/end')
  client.send(STEP_1)
  await client.heard()
  const peers = server.peers
  client.socket.end()
  await client.ended()
  await pair.roundTrip()
  expect(server.peers).toBe(peers - 1)
})

test('[A6] a burst of pings that nobody reads the answers of is cut off, and said once', async () => {
  const client = await RawClient.open(port, '/pings')
  client.socket.pause()
  client.send(...Array.from({ length: 500 }, () => frame(Buffer.alloc(125), 9)))
  const isLogged = ({ document }: { readonly document?: string }) => document === 'pings'
  await log.until('it is logged', () => log.all('peer-closed').some(isLogged))
  expect(log.all('peer-closed').filter(isLogged)).toMatchObject([{ code: 4529 }])
  await pair.roundTrip()
})

test('awareness of another client is dropped and counted, and never a reason to close', async () => {
  const url = `ws://127.0.0.1:${port}/echoes`
  const one = await StockClient.open(url)
  one.awareness.setLocalState({ name: 'One' })
  const other = await StockClient.open(url)
  await other.until('it sees the first', () => other.awareness.getStates().has(one.doc.clientID))
  const before = server.counters.get('awareness-dropped.not-owned') ?? 0
  // The first one's entry with a clock far ahead: accepted, it would freeze that one's cursor for good.
  other.sendAwareness(
    Buffer.concat([varUints([1, one.doc.clientID, 2 ** 40, 17]), Buffer.from('{"name":"Forged"}')]),
  )
  other.type('after')
  await one.reads('after')
  expect(server.counters.get('awareness-dropped.not-owned')).toBeGreaterThan(before)
  expect(one.awareness.getStates().get(one.doc.clientID)).toEqual({ name: 'One' })
  expect(other.closeCode).toBeUndefined()
})
