import { setTimeout as sleep } from 'node:timers/promises'
import { awareness, awarenessOf, type AwarenessEntry } from '../../messages.ts'
import type { Participant } from '../../participant.ts'
import type { AbuseCase } from '../abuse-case.ts'
import { words, type Arena } from '../arena.ts'
import { MIB, varUints } from '../bytes.ts'
import { afterJoining, SMALL } from './frames.ts'

const OWN = 4_000_000

const entry = (clientId: number, clock: number, state: string): AwarenessEntry => ({
  clientId,
  clock,
  state,
})

/** Somebody forges the presence of another who is there. */
async function forge(arena: Arena, forged: (victim: number) => Uint8Array): Promise<string> {
  const [victim, reader] = [await arena.honest(), await arena.honest()]
  victim.awareness.setLocalState({ name: 'Victim' })
  await reader.until('the victim is seen', () => nameSeen(reader, victim) === 'Victim')
  const attacker = await arena.joined()
  attacker.say(awareness(entry(OWN, 1, '{"name":"Attacker"}')))
  await reader.until('the attacker is seen', () => reader.awareness.getStates().has(OWN))
  attacker.say(forged(victim.awareness.clientID))
  await sleep(150)
  const seen = nameSeen(reader, victim)
  victim.awareness.setLocalState({ name: 'Victim, later' })
  await sleep(150)
  const later = nameSeen(reader, victim)
  const isUnharmed = seen === 'Victim' && later === 'Victim, later'
  return `${words(attacker.ending)}, the victim ${isUnharmed ? 'is seen as it is' : `is seen as ${seen}, then ${later}`}`
}

const nameSeen = (reader: Participant, victim: Participant): string =>
  String(reader.sees(victim)?.['name'] ?? 'nobody')

function forgery(title: string, forged: (victim: number) => Uint8Array): AbuseCase {
  return {
    id: 'A26',
    title,
    attack: (arena) => forge(arena, forged),
    expected: 'open, the victim is seen as it is',
    memoryBytes: SMALL,
    logLines: 0,
    isForPeers: true,
  }
}

function malformed(title: string, payload: () => Uint8Array, expected: string | RegExp): AbuseCase {
  return {
    id: 'A28',
    title,
    attack: (arena) => afterJoining(arena, (attacker) => attacker.say(payload())),
    expected,
    memoryBytes: SMALL,
    processorMs: 200,
  }
}

const state = (text: string) => () => awareness(entry(OWN, 1, text))

/** How many bytes somebody who joins is told about presence. */
async function toldToJoiner(arena: Arena): Promise<number> {
  const joiner = await arena.joined()
  await sleep(300)
  return joiner.receivedBytes
}

/** Entries for so many clients, of which no other message speaks. */
function ids(count: number, message: number): Uint8Array {
  const each = (index: number) => varUints(OWN + message * count + index, 1, 2)
  const entries = Array.from({ length: count }, (_, index) =>
    Buffer.concat([each(index), Buffer.from('{}')]),
  )
  return awarenessOf(Buffer.concat([varUints(count), ...entries]))
}

/** Awareness: forged, excessive, malformed, left behind. */
export const presenceCases: readonly AbuseCase[] = [
  forgery("another's state", (victim) => awareness(entry(victim, 1_000, '{"name":"Forged"}'))),
  forgery('null for another', (victim) => awareness(entry(victim, 1_000, 'null'))),
  forgery("another's state at clock 2^53 - 1", (victim) =>
    awareness(entry(victim, 2 ** 53 - 1, '{"name":"Forged"}')),
  ),
  {
    id: 'A27',
    title: '200,000 clients of one connection',
    attack: async (arena) => {
      const attacker = await arena.joined()
      // Messages as large as they may be.
      for (let sent = 0; sent < 20; sent += 1) attacker.say(ids(10_000, sent))
      await attacker.until(() => attacker.socket.writableLength === 0, 3_000)
      await sleep(300)
      const bytes = await toldToJoiner(arena)
      return `${words(attacker.ending)}, a joiner is told ${bytes <= 64 * 1024 ? 'little' : `${bytes} bytes`}`
    },
    expected: /^(open|4\d\d\d), a joiner is told little$/,
    memoryBytes: 64 * MIB,
    logLines: 'any',
    isForPeers: true,
  },
  {
    id: 'A27',
    title: 'a state of 20 MB',
    attack: (arena) =>
      afterJoining(arena, (attacker) =>
        attacker.say(awareness(entry(OWN, 1, `{"x":"${'x'.repeat(20_000_000)}"}`))),
      ),
    expected: '4413',
    memoryBytes: 128 * MIB,
    isForPeers: true,
  },
  {
    id: 'A27',
    title: '1,000 states a second for two seconds',
    attack: async (arena) => {
      const reader = await arena.honest()
      const attacker = await arena.joined()
      let clock = 0
      for (let round = 0; round < 100; round += 1) {
        for (let sent = 0; sent < 20; sent += 1) {
          clock += 1
          attacker.say(awareness(entry(OWN, clock, '{"x":1}')))
        }
        await sleep(20)
      }
      await reader.until('the last is seen', () => reader.awareness.meta.get(OWN)?.clock === clock)
      return words(attacker.ending)
    },
    expected: 'open',
    memoryBytes: SMALL,
    logLines: 0,
    isForPeers: true,
  },
  malformed('broken JSON', state('{bad'), '4400'),
  malformed('a text', state('"string"'), '4400'),
  malformed('an array', state('[]'), '4400'),
  malformed(
    '10,000 arrays in each other',
    state(`{"x":${'['.repeat(7_000)}${']'.repeat(7_000)}}`),
    '4400',
  ),
  {
    id: 'A13',
    title: 'a reset amid a frame',
    attack: (arena) => leave(arena, 'reset'),
    expected: 'gone for the others',
    memoryBytes: SMALL,
    logLines: 0,
    isForPeers: true,
  },
  {
    id: 'A29',
    title: 'an end without a goodbye',
    attack: (arena) => leave(arena, 'end'),
    expected: 'gone for the others',
    memoryBytes: SMALL,
    logLines: 0,
    isForPeers: true,
  },
]

/** Goes away without a word, having been present. */
async function leave(arena: Arena, how: 'reset' | 'end'): Promise<string> {
  const reader = await arena.honest()
  const attacker = await arena.joined()
  attacker.say(awareness(entry(OWN, 1, '{"name":"Attacker"}')))
  await reader.until('the attacker is seen', () => reader.awareness.getStates().has(OWN))
  // The first half of a frame.
  attacker.write(Buffer.from([0x82, 0xfe, 0x10, 0, 0, 0, 0, 0, 1, 2, 3]))
  await sleep(50)
  if (how === 'reset') attacker.socket.resetAndDestroy()
  else attacker.socket.end()
  await reader.until('it is gone', () => !reader.awareness.getStates().has(OWN), 3_000)
  return 'gone for the others'
}
