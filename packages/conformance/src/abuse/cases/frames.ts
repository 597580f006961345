import { setTimeout as sleep } from 'node:timers/promises'
import type { AbuseCase } from '../abuse-case.ts'
import { tally, words, type Arena } from '../arena.ts'
import { DOCUMENT_CLOSED, type Attacker } from '../attacker.ts'
import { frame, frameHeader, hex, MIB, times } from '../bytes.ts'
import { SECRET_CONTENT } from '../server-log.ts'

/** How long after the verdict the connection may still be there, in milliseconds; the rest is for a busy machine. */
const GONE_MS = 1_000 + 500
/** Weft's limit for a message. */
const MESSAGE_BYTES = 32 * MIB
/** What a server may take for buffers and garbage, whatever it is told, in bytes. */
export const SMALL = 32 * MIB

/** Sends bytes once the document is there, and waits for the end. */
export async function afterJoining(
  arena: Arena,
  send: (attacker: Attacker) => void,
  { answersClose = true } = {},
): Promise<string> {
  const attacker = await arena.joined()
  attacker.answersClose = answersClose
  send(attacker)
  return verdictOf(attacker)
}

/** Resolves with how a connection ended, once it is gone. */
export async function verdictOf(
  attacker: Attacker,
  limitMs = attacker.patienceMs,
): Promise<string> {
  const ending = await attacker.verdict(limitMs)
  if (ending.type === 'open') return 'open'
  if (ending.type === 'closed' && ending.code === DOCUMENT_CLOSED) return words(ending)
  return (await attacker.gone(GONE_MS)) ? words(ending) : `${words(ending)}, but not gone`
}

function broken(
  title: string,
  bytes: Uint8Array,
  expected: string,
  options: { readonly answersClose?: boolean } = {},
): AbuseCase {
  return {
    id: 'A1',
    title,
    attack: (arena) => afterJoining(arena, (attacker) => attacker.write(bytes), options),
    expected,
    memoryBytes: SMALL,
    processorMs: 100,
    isForPeers: true,
  }
}

/** Frames that break the WebSocket protocol, are too large, too many, or text. */
export const frameCases: readonly AbuseCase[] = [
  broken('a reserved bit', hex('c2 81 00000000 01'), '1002'),
  broken('opcode 3', hex('83 81 00000000 01'), '1002'),
  broken('an unmasked frame', hex('82 01 01'), '1002'),
  broken('a fragmented ping', hex('09 81 00000000 00'), '1002'),
  broken('a stray continuation', hex('80 81 00000000 00'), '1002'),
  broken('a close frame of one byte', hex('88 81 00000000 03'), '1002'),
  broken('the close code 1005', hex('88 82 00000000 03ed'), '1002'),
  broken(
    'a ping of 126 bytes',
    Buffer.concat([hex('89 fe 007e 00000000'), Buffer.alloc(126)]),
    '1002',
  ),
  {
    ...broken('101 MiB announced', hex('82 ff 0000000006500000 00000000'), '4413'),
    id: 'A2',
  },
  {
    ...broken('2^53 bytes announced', hex('82 ff 0020000000000000 00000000'), '4413'),
    id: 'A2',
  },
  {
    id: 'A3',
    title: 'a message of exactly the limit',
    // An authentication message: the server's own, ignored when it comes from a client.
    attack: async (arena) => {
      const attacker = await arena.joined()
      const text = Buffer.alloc(MESSAGE_BYTES - 6, 'x')
      const head = Buffer.concat([hex('02 00'), lengthOf(text.length)])
      attacker.write(frameHeader(head.length + text.length))
      attacker.write(head)
      attacker.write(text)
      await attacker.until(() => attacker.socket.writableLength === 0, attacker.patienceMs)
      return verdictOf(attacker, 300)
    },
    expected: 'open',
    memoryBytes: 4 * MESSAGE_BYTES + SMALL,
    logLines: 0,
  },
  {
    ...broken('one byte more than the limit', frameHeader(MESSAGE_BYTES + 1), '4413'),
    id: 'A3',
  },
  {
    id: 'A3',
    title: 'many messages of 99 % of the limit that stop on the way',
    attack: async (arena) => {
      const body = Buffer.alloc(Math.floor(MESSAGE_BYTES * 0.99))
      const attackers = await Promise.all(
        Array.from({ length: arena.isThorough ? 50 : 12 }, () => arena.joined()),
      )
      for (const attacker of attackers) {
        attacker.write(frameHeader(MESSAGE_BYTES))
        attacker.write(body)
        await attacker.until(() => attacker.socket.writableLength === 0 || attacker.hasEnded, 5_000)
      }
      const ends = await Promise.all(attackers.map((attacker) => verdictOf(attacker, 40_000)))
      const late = ends.filter((end) => end === '4500').length
      const rest = ends.filter((end) => end !== '4500')
      return `${late} × 4500 in the end, the others ${rest.every((end) => end === '1013') ? '1013 at once' : tally(rest)}`
    },
    // The budget of 256 MiB holds eight; each of the others makes the oldest go.
    expected: '8 × 4500 in the end, the others 1013 at once',
    memoryBytes: 256 * MIB + 5 * MESSAGE_BYTES,
    logLines: 'any',
    pace: 'floods',
    shorterTimes: ['--limit=receiveTimeoutMs=10000'],
  },
  {
    ...broken(
      'a text frame, and no answer to the close',
      frame(Buffer.from(SECRET_CONTENT), 1),
      '4400',
      { answersClose: false },
    ),
    id: 'A4',
  },
  { ...broken('text that is not UTF-8', hex('81 82 00000000 fffe'), '4400'), id: 'A4' },
  fragments('fragments of one byte without end', hex('00')),
  fragments('fragments of nothing without end', hex('')),
  {
    id: 'A6',
    title: 'bursts of 500 pings, answers unread',
    attack: async (arena) => {
      const attacker = await arena.joined()
      attacker.stall()
      const burst = times(500, frame(Buffer.alloc(125), 9))
      // Nothing is read, so the end shows when writing fails.
      const endMs = performance.now() + 3_000
      while (!attacker.hasEnded && performance.now() < endMs) {
        attacker.write(burst)
        await sleep(5)
      }
      return words(attacker.ending)
    },
    expected: 'cut',
    memoryBytes: SMALL,
    isForPeers: true,
  },
]

function fragments(title: string, part: Buffer): AbuseCase {
  return {
    id: 'A5',
    title,
    attack: async (arena) => {
      const attacker = await arena.joined()
      attacker.write(frame(part, 2, false))
      const many = times(10_000, frame(part, 0, false))
      for (let round = 0; round < 20 && attacker.ending.type === 'open'; round += 1) {
        attacker.write(many)
        await attacker.until(() => attacker.ending.type !== 'open', 20)
      }
      return verdictOf(attacker)
    },
    expected: '1008',
    memoryBytes: SMALL,
    processorMs: 300,
    isForPeers: true,
  }
}

function lengthOf(bytes: number): Buffer {
  const groups: number[] = []
  let rest = bytes
  for (; rest > 127; rest = Math.floor(rest / 128)) groups.push((rest % 128) | 0x80)
  return Buffer.from([...groups, rest])
}
