import { setTimeout as sleep } from 'node:timers/promises'
import type { AbuseCase } from '../abuse-case.ts'
import { tally, words, type Arena } from '../arena.ts'
import type { Attacker } from '../attacker.ts'
import { MIB } from '../bytes.ts'
import { SECRET_TOKEN } from '../server-log.ts'
import { SMALL, verdictOf } from './frames.ts'

/** What a server that has just been started takes in ten seconds in which two people type, in bytes. */
const WARMING_UP = 64 * MIB

type Row = Pick<AbuseCase, 'title' | 'expected' | 'logLines'> & {
  readonly target?: string
  readonly headers?: readonly string[]
  readonly request?: string
}

/** Sends one request, and resolves with its status or, if that is 101, with how the WebSocket goes on. */
async function ask(arena: Arena, { target, headers, request }: Row): Promise<string> {
  const attacker = arena.connect()
  if (request === undefined) attacker.upgrade(target, headers)
  else attacker.write(Buffer.from(request))
  await attacker.answered()
  if (attacker.status !== 101) return words(attacker.ending)
  if (attacker.head.includes('sec-websocket-extensions')) return 'an extension'
  attacker.greet()
  await attacker.until(() => attacker.frames.length > 0 || attacker.ending.type !== 'open', 5_000)
  return attacker.frames.length > 0 ? 'open' : verdictOf(attacker)
}

function rows(id: string, list: readonly Row[]): AbuseCase[] {
  return list.map((row) => ({
    id,
    title: row.title,
    attack: (arena) => ask(arena, row),
    expected: row.expected,
    memoryBytes: SMALL,
    processorMs: 100,
    ...(row.logLines === undefined ? {} : { logLines: row.logLines }),
  }))
}

const COMMON = 'Host: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n'

const heads = rows('A8', [
  {
    title: '2,001 headers',
    request: `GET /x HTTP/1.1\r\n${'a:b\r\n'.repeat(2_001)}${COMMON}\r\n`,
    expected: /^(400|431)$/,
  },
  { title: 'a header of 9 KB', headers: [`X: ${'y'.repeat(9_216)}`], expected: '431' },
  {
    title: 'a subprotocol of 32,000 spaces',
    headers: [`Sec-WebSocket-Protocol: b${' '.repeat(32_000)}x`],
    expected: '431',
  },
  {
    title: 'an extension named constructor',
    headers: ['Sec-WebSocket-Extensions: constructor'],
    expected: 'open',
    logLines: 0,
  },
])

const origins = rows('A30', [
  {
    title: 'the origin https://evil.example',
    headers: ['Origin: https://evil.example'],
    expected: '4403',
  },
  { title: 'the origin null', headers: ['Origin: null'], expected: '4403' },
  {
    title: 'an origin that only begins like ours',
    headers: ['Origin: http://127.0.0.1.evil.example'],
    expected: '4403',
  },
  {
    title: 'an origin with ours as its user',
    headers: ['Origin: http://127.0.0.1@evil.example'],
    expected: '4403',
  },
  { title: 'no origin', expected: 'open', logLines: 0 },
  {
    title: 'our own origin in capitals, on another port',
    headers: ['Host: localhost', 'Origin: HTTP://LOCALHOST:5173'],
    expected: 'open',
    logLines: 0,
  },
])

const tokens = rows('A31', [
  {
    title: 'a token in the query',
    target: `/tokens?token=${SECRET_TOKEN}`,
    expected: 'open',
    logLines: 0,
  },
  {
    title: 'a token in the query of a bad name',
    target: `/%zz?token=${SECRET_TOKEN}`,
    expected: '4404',
  },
  {
    title: 'a token in the query, from a foreign origin',
    target: `/tokens?token=${SECRET_TOKEN}`,
    headers: ['Origin: https://evil.example'],
    expected: '4403',
  },
  {
    title: 'a token as the subprotocol',
    target: '/tokens',
    headers: [`Sec-WebSocket-Protocol: ${SECRET_TOKEN}`],
    expected: 'open',
    logLines: 0,
  },
  {
    title: 'a malformed token',
    target: `/tokens?token=%zz${SECRET_TOKEN}%`,
    expected: 'open',
    logLines: 0,
  },
  {
    title: 'a token of 10 KB',
    target: `/tokens?token=${SECRET_TOKEN}${'x'.repeat(10_000)}`,
    expected: '431',
  },
  {
    title: 'a token in a request that is none',
    request: `GET /tokens?token=${SECRET_TOKEN} HTTP/1.1\r\nHost: 127.0.0.1\r\nbroken ${SECRET_TOKEN}\r\n\r\n`,
    expected: '400',
  },
  {
    title: 'a token in a plain request',
    request: `GET /tokens?token=${SECRET_TOKEN} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${SECRET_TOKEN}\r\n\r\n`,
    expected: '426',
    logLines: 0,
  },
  {
    title: 'a token with a wrong WebSocket key',
    request: `GET /tokens?token=${SECRET_TOKEN} HTTP/1.1\r\n${COMMON}Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${SECRET_TOKEN}\r\n\r\n`,
    expected: '400',
  },
])

const badNames = [
  ['empty', '/'],
  ['.', '/.'],
  ['..', '/..'],
  ['../../x', '/../../x'],
  ['%2e%2e%2f', '/%2e%2e%2f'],
  ['%zz', '/%zz'],
  ['%00', '/%00'],
  ['600 bytes', `/${'x'.repeat(600)}`],
  ['7,900 bytes', `/${'x'.repeat(7_900)}`],
  ['half of a surrogate pair', '/%ed%a0%80'],
] as const
const goodNames = [
  ['a%2Fb', '/a%2Fb'],
  ['a/b', '/a/b'],
  ['é, composed', '/%C3%A9'],
  ['é, decomposed', '/e%CC%81'],
  ['__proto__', '/__proto__'],
  ['constructor', '/constructor'],
  ['from right to left', '/%D7%A9%D7%9C%D7%95%D7%9D'],
] as const
const names = rows('A34', [
  ...badNames.map(([name, target]) => ({ title: `the name ${name}`, target, expected: '4404' })),
  ...goodNames.map(([name, target]) => ({
    title: `the name ${name}`,
    target,
    expected: 'open',
    logLines: 0,
  })),
])

/** Whether names that look alike or lie in each other's way are documents of their own. */
const apart: AbuseCase = {
  id: 'A34',
  title: 'names that differ only by bytes are different documents',
  attack: async (arena) => {
    // In NFC and NFD, with and without an escape, as property names.
    const look = [
      '\u00e9',
      'e\u0301',
      'A',
      'a',
      '__proto__',
      'constructor',
      'toString',
      'a b',
      'a%20b',
    ]
    const [first, ...others] = await Promise.all(look.map((name) => arena.honest(name)))
    for (const [index, { text }] of [first, ...others].flatMap((each) => each ?? []).entries())
      text.insert(0, look[index] ?? '')
    await sleep(300)
    // The provider keeps escapes, so the last two are one document.
    const texts = [first, ...others].map((each) => each?.text.toString())
    return texts.slice(0, 7).every((text, index) => text === look[index]) ? 'apart' : texts.join()
  },
  expected: 'apart',
  memoryBytes: SMALL,
  logLines: 0,
}

/** Requests: their heads, how slowly they come, what they ask for and in whose name. */
export const requestCases: readonly AbuseCase[] = [
  {
    id: 'A7',
    title: 'compression offered',
    attack: (arena) =>
      ask(arena, {
        title: '',
        expected: '',
        headers: ['Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits'],
      }),
    expected: 'open',
    memoryBytes: SMALL,
    logLines: 0,
  },
  ...heads,
  slowHeads('200 requests that come by one byte every 5 s', 'G'),
  slowHeads('200 connections without a byte', ''),
  {
    id: 'A10',
    title: 'a WebSocket on which nothing is said',
    attack: async (arena) => verdictOf(await arena.open(), 14_000),
    expected: '4500',
    memoryBytes: WARMING_UP,
    pace: 'waits',
  },
  {
    id: 'A10',
    title: 'the first message in one packet with the request',
    attack: async (arena) => {
      const attacker = arena.connect()
      attacker.socket.cork()
      attacker.upgrade('/early')
      attacker.greet()
      attacker.socket.uncork()
      return (await attacker.joined()) && attacker.frames.length > 0 ? 'answered' : 'not answered'
    },
    expected: 'answered',
    memoryBytes: SMALL,
    logLines: 0,
  },
  ...origins,
  ...tokens,
  ...names,
  apart,
  {
    id: 'A36',
    title: '150 connections where 100 are allowed',
    attack: async (arena) => {
      const attackers: Attacker[] = []
      for (let index = 0; index < 150; index += 1) {
        const attacker = arena.connect(`${arena.documentName} ${index}`)
        attacker.upgrade()
        if ((await attacker.answered()) === 101) attacker.greet()
        attackers.push(attacker)
      }
      const isDecided = (attacker: Attacker) =>
        attacker.frames.length > 0 || attacker.ending.type !== 'open'
      for (const attacker of attackers) await attacker.until(() => isDecided(attacker), 5_000)
      const closed = attackers.filter(({ ending }) => ending.type !== 'open')
      const served = attackers.length - closed.length
      const isRefused = closed.every(({ ending }) => ['1013', 'cut'].includes(words(ending)))
      return `${served} served, the others ${isRefused ? 'refused' : tally(closed.map(({ ending }) => words(ending)))}`
    },
    // The two victims are the others.
    expected: '98 served, the others refused',
    memoryBytes: 96 * MIB,
    logLines: 'any',
    pace: 'floods',
    weftArguments: ['--limit=maxConnections=100'],
  },
  {
    id: 'A36',
    title: '300 connections where 200 files may be open',
    attack: async (arena) => {
      const attackers = Array.from({ length: 300 }, () => arena.connect())
      for (const attacker of attackers) attacker.upgrade()
      await sleep(1_500)
      for (const attacker of attackers) attacker.socket.destroy()
      // Whoever comes later is served.
      for (let round = 0; round < 50; round += 1) {
        const late = await arena.joined(`${arena.documentName} late ${round}`)
        if (late.frames.length > 0) return 'serves on'
        await sleep(100)
      }
      return 'serves nobody'
    },
    expected: 'serves on',
    memoryBytes: 96 * MIB,
    logLines: 'any',
    pace: 'floods',
    maxOpenFiles: 200,
  },
]

function slowHeads(title: string, byte: string): AbuseCase {
  return {
    id: 'A9',
    title,
    attack: async (arena) => {
      const attackers = Array.from({ length: 200 }, () => arena.connect())
      const startMs = performance.now()
      const bytes = 'GET / HTTP/1.1\r\n'
      for (let sent = 0; performance.now() - startMs < 12_500; sent += 1) {
        if (byte !== '')
          for (const attacker of attackers)
            attacker.write(Buffer.from(bytes[sent % bytes.length] ?? byte))
        for (let waits = 0; waits < 50 && attackers.some(({ hasEnded }) => !hasEnded); waits += 1)
          await sleep(100)
        if (attackers.every(({ hasEnded }) => hasEnded)) break
      }
      const seconds = (performance.now() - startMs) / 1_000
      const left = attackers.filter(({ hasEnded }) => !hasEnded).length
      return left === 0 && seconds < 12.5
        ? 'all closed within 12 s'
        : `${left} left after ${seconds.toFixed(1)} s`
    },
    expected: 'all closed within 12 s',
    memoryBytes: WARMING_UP,
    logLines: 'any',
    pace: 'waits',
  }
}
