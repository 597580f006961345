import * as encoding from 'lib0/encoding'
import { setTimeout as sleep } from 'node:timers/promises'
import * as Y from 'yjs'
import { step1, update } from '../../messages.ts'
import type { AbuseCase } from '../abuse-case.ts'
import { tally, words, type Arena } from '../arena.ts'
import { hex, MIB, times, varUints } from '../bytes.ts'
import { SECRET_CONTENT } from '../server-log.ts'
import { afterJoining, SMALL, verdictOf } from './frames.ts'

/** Sends messages once the document is there; an honest client in the room must see nothing of them. */
async function untouched(arena: Arena, messages: readonly Uint8Array[]): Promise<string> {
  const honest = await arena.honest()
  const before = Y.encodeStateAsUpdate(honest.doc).toString()
  const answer = await afterJoining(arena, (attacker) => attacker.say(...messages))
  await sleep(100)
  const isUntouched = honest.isConnected && Y.encodeStateAsUpdate(honest.doc).toString() === before
  return isUntouched ? answer : `${answer}, and others were touched`
}

function bad(
  id: string,
  title: string,
  messages: () => readonly Uint8Array[],
  more: Partial<AbuseCase> = {},
): AbuseCase {
  let prepared: readonly Uint8Array[] = []
  return {
    id,
    title,
    prepare: () => (prepared = messages()),
    attack: (arena) => untouched(arena, prepared),
    expected: '4400',
    memoryBytes: SMALL,
    processorMs: 250,
    isForPeers: true,
    ...more,
  }
}

const BOMB = update(hex('01 80808010 2a 00'))

function textUpdate(text: string): Uint8Array {
  const doc = new Y.Doc()
  doc.getText('text').insert(0, text)
  return Y.encodeStateAsUpdate(doc)
}

/** An update of one garbage-collected struct. */
const struct = (clientId: number, clock: number, length: number): Uint8Array =>
  update(varUints(1, 1, clientId, clock, 0, length, 0))

/** 20,000 arrays in each other. */
function nestedArrays(depth: number): Uint8Array {
  const doc = new Y.Doc()
  let inner = doc.getArray('deep')
  doc.transact(() => {
    for (let level = 0; level < depth; level += 1) {
      const next = new Y.Array()
      inner.push([next])
      inner = next
    }
  })
  return Y.encodeStateAsUpdate(doc)
}

/** An update with one value of arrays in each other. */
function nestedAny(depth: number): Uint8Array {
  return encoding.encode((encoder) => {
    // One client, one struct: ContentAny below the root type "a", one value.
    for (const number of [1, 1, 7, 0]) encoding.writeVarUint(encoder, number)
    encoding.writeUint8(encoder, 8)
    encoding.writeVarUint(encoder, 1)
    encoding.writeVarString(encoder, 'a')
    encoding.writeVarUint(encoder, 1)
    // An array of one value, again and again, and null.
    for (let level = 0; level < depth; level += 1) {
      encoding.writeUint8(encoder, 117)
      encoding.writeVarUint(encoder, 1)
    }
    encoding.writeUint8(encoder, 126)
    encoding.writeVarUint(encoder, 0)
  })
}

/** Deletes of a million ranges of clients that nobody knows. */
function deleteSet(ranges: number): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, 0)
    encoding.writeVarUint(encoder, 1)
    encoding.writeVarUint(encoder, 99)
    encoding.writeVarUint(encoder, ranges)
    for (let index = 0; index < ranges; index += 1) {
      encoding.writeVarUint(encoder, index * 2)
      encoding.writeVarUint(encoder, 1)
    }
  })
}

function emptyClients(count: number): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, count)
    for (let client = 0; client < count; client += 1) {
      encoding.writeVarUint(encoder, 0)
      encoding.writeVarUint(encoder, client + 1)
      encoding.writeVarUint(encoder, 0)
    }
    encoding.writeVarUint(encoder, 0)
  })
}

/** Updates that build on what nobody has, each by a client of its own. */
async function gaps(arena: Arena): Promise<string> {
  const honest = await arena.honest()
  const attacker = await arena.joined()
  const updates: Uint8Array[] = []
  for (let client = 1; client <= 8_000; client += 1)
    updates.push(update(varUints(1, 1, 1_000 + client, 5, 0, 3, 0)))
  attacker.say(...updates)
  const answer = await verdictOf(attacker)
  honest.text.insert(0, 'after')
  await sleep(100)
  const asked = attacker.frames.filter((begin) => begin[0] === 0 && begin[1] === 0).length
  return `${answer}, asked ${asked > 4 ? 'too often' : 'back'}`
}

/** Claims what a client is going to write next: at once, and while it is away. */
async function squat(arena: Arena): Promise<string> {
  const victim = await arena.honest()
  victim.text.insert(0, 'one ')
  await sleep(100)
  const { clientID } = victim.doc
  const clock = Y.getState(victim.doc.store, clientID)
  victim.cut()
  victim.text.insert(victim.text.length, 'written offline')
  const attacker = await arena.joined()
  attacker.say(struct(clientID, clock, 1_000_000_000))
  const answer = await verdictOf(attacker, 1_000)
  await victim.join()
  await sleep(100)
  const reader = await arena.honest()
  const text = reader.text.toString()
  return `${answer}, the victim has ${victim.text.toString() === 'one written offline' ? 'its text' : 'lost text'}, others ${text === 'one written offline' ? 'read it' : `read "${text}"`}`
}

/** Names of prototype members in every place where a peer may put names. */
async function prototypeNames(arena: Arena): Promise<string> {
  const [writer, reader] = [await arena.honest(), await arena.honest()]
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty']
  for (const name of names) {
    writer.map.set(name, { isAdmin: true })
    writer.doc.getText(`root ${name}`).insert(0, 'x')
  }
  writer.doc.getMap('__proto__').set('isAdmin', true)
  // A field of its own: in a literal it would be the prototype.
  writer.awareness.setLocalState({ ['__proto__']: { isAdmin: true }, constructor: 1 })
  await reader.until('the names are there', () => names.every((name) => reader.map.has(name)))
  await reader.until('the state is there', () => reader.sees(writer) !== undefined)
  return 'relayed'
}

/** Questions without end, answers unread. */
async function questions(arena: Arena): Promise<string> {
  const writer = await arena.honest()
  writer.map.set('filler', new Uint8Array(MIB))
  await sleep(200)
  const attacker = await arena.joined()
  attacker.stall()
  attacker.write(times(1_000, attacker.framed(step1())))
  await attacker.until(() => attacker.hasEnded, 3_000)
  return words(attacker.ending)
}

/** As many tiny edits as the line takes. */
async function edits(arena: Arena): Promise<string> {
  const attacker = await arena.joined()
  const doc = new Y.Doc()
  const tiny: Uint8Array[] = []
  doc.on('update', (bytes: Uint8Array) => tiny.push(update(bytes)))
  for (let index = 0; index < 5_000; index += 1) doc.getText('text').insert(0, 'x')
  const burst = Buffer.concat(tiny.map((each) => attacker.framed(each)))
  for (const endMs = performance.now() + 60_000; performance.now() < endMs;) {
    if (attacker.ending.type !== 'open') break
    if (attacker.socket.writableLength < 4 * MIB) attacker.write(burst)
    await sleep(20)
  }
  return verdictOf(attacker)
}

/** Many who each send as much at once as one may. */
async function crowd(arena: Arena): Promise<string> {
  const attackers = await Promise.all(
    Array.from({ length: 40 }, (_, index) => arena.joined(`${arena.documentName} ${index}`)),
  )
  for (const attacker of attackers) attacker.write(times(2_500, attacker.framed(hex('03'))))
  const isSent = () => attackers.every(({ socket }) => socket.writableLength === 0)
  await attackers[0]?.until(isSent, arena.patienceMs)
  await sleep(500)
  return tally(attackers.map(({ ending }) => words(ending)))
}

/** What is inside the messages: updates and state vectors that lie about themselves, and too many of them. */
export const payloadCases: readonly AbuseCase[] = [
  bad('A14', '2^25 structs in seven bytes', () => [BOMB]),
  bad('A14', 'the same 1,000 times', () => Array.from({ length: 1_000 }, () => BOMB)),
  bad('A15', 'an empty frame', () => [hex('')]),
  bad('A15', 'ff ff ff', () => [hex('ffffff')]),
  bad('A15', 'a number without end', () => [Buffer.alloc(12, 0xff)]),
  bad('A15', 'an update that claims 2^32 bytes', () => [hex('00 02 80 80 80 80 10 01')]),
  bad('A15', 'a state vector that claims 2^32 entries', () => [hex('00 00 05 80 80 80 80 10')]),
  bad('A15', 'an unknown type', () => [hex('07')]),
  bad('A15', 'an unknown sync type', () => [hex('00 09')]),
  bad('A15', '1,000 bytes behind a message', () => [Buffer.concat([step1(), Buffer.alloc(1_000)])]),
  bad('A16', 'an update without its last byte', () => [
    update(textUpdate(SECRET_CONTENT).slice(0, -1)),
  ]),
  {
    ...bad('A17', '8,000 updates that build on what nobody has', () => []),
    attack: gaps,
    expected: /^4500, asked back$/,
    processorMs: 400,
  },
  {
    ...bad('A18', "a claim on a client's next clocks while it is away", () => []),
    attack: squat,
    expected: /the victim has its text, others read it$/,
    logLines: 'any',
  },
  bad('A19', 'a struct of 2^31 + 1', () => [struct(5, 0, 2 ** 31 + 1)]),
  bad('A19', 'a struct of 2^32', () => [struct(5, 0, 2 ** 32)]),
  bad('A19', 'a struct of 2^53 - 1', () => [struct(5, 0, 2 ** 53 - 1)]),
  bad('A19', 'a clock of 2^53 - 2', () => [struct(5, 2 ** 53 - 2, 1)]),
  bad('A20', 'a million deletions of what nobody has', () => [update(deleteSet(1_000_000))], {
    expected: /^(4400|4413|4500)$/,
    memoryBytes: 300 * MIB,
    processorMs: 3_000,
    // Four megabytes that are taken apart in one go.
    othersMs: 2_000,
  }),
  bad('A21', '20,000 arrays in each other', () => [update(nestedArrays(20_000))], {
    processorMs: 1_000,
    memoryBytes: 64 * MIB,
  }),
  bad('A21', 'a value nested two million deep', () => [update(nestedAny(2_000_000))], {
    processorMs: 1_000,
    memoryBytes: 128 * MIB,
  }),
  bad('A22', '250,000 clients without structs', () => [update(emptyClients(250_000))], {
    processorMs: 1_000,
    memoryBytes: 128 * MIB,
  }),
  {
    id: 'A23',
    title: 'prototype members as keys, roots and awareness fields',
    attack: prototypeNames,
    expected: 'relayed',
    memoryBytes: SMALL,
    logLines: 0,
    isForPeers: true,
  },
  {
    id: 'A24',
    title: 'sync step 1 × 1,000, answers unread, 1 MiB document',
    attack: questions,
    // It is left behind: of its questions the last is answered, once it reads.
    expected: /^(open|cut)$/,
    memoryBytes: 16 * MIB + SMALL,
    logLines: 'any',
    isForPeers: true,
  },
  {
    id: 'A25',
    title: '40 connections that ask 2,500 times each, all at once',
    attack: crowd,
    expected: '40 × open',
    memoryBytes: 96 * MIB,
    logLines: 0,
    isForPeers: true,
  },
  {
    id: 'A25',
    title: 'one-character edits as fast as the line takes them',
    attack: edits,
    expected: '4529',
    memoryBytes: 128 * MIB,
    pace: 'floods',
    shorterTimes: ['--limit=overRateTimeoutMs=8000', '--limit=maxMessageBurst=5000'],
  },
]
