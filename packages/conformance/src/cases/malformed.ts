import { randomBytes, randomInt } from 'node:crypto'
import { connect } from 'node:net'
import * as Y from 'yjs'
import type { Connection } from '../connection.ts'
import type { ConformanceCase } from '../conformance-case.ts'
import { awareness, step1, update } from '../messages.ts'
import type { Trial } from '../trial.ts'
import { expectThat, NotApplicable } from '../verdict.ts'
import { malformedBytes, type MalformedBytes } from './malformed-bytes.ts'

const source = 'P1–P9, S7, SPEC.md; the attacks that took down servers before'

/** Bytes that no client sends: the server lives, the document is as it was, and nobody else notices. */
export const malformedCases: readonly ConformanceCase[] = [
  ...malformedBytes.map((attack): ConformanceCase => ({
    id: `malformed.${attack.name}`,
    says: `${attack.says}: harms nobody but its sender`,
    source,
    isAlone: true,
    run: (trial) => expectHarmless(trial, (attacker) => attackWith(attacker, attack)),
  })),
  {
    id: 'malformed.fuzz',
    says: 'three hundred good messages with a few bytes changed harm nobody',
    source,
    isAlone: true,
    limitMs: 40_000,
    run: (trial) => expectHarmless(trial, (attacker) => fuzz(trial, attacker), { isFuzz: true }),
  },
  {
    id: 'malformed.no-upgrade',
    says: 'bytes that are no HTTP, and upgrades that make no sense, harm nobody',
    source,
    isAlone: true,
    run: (trial) => expectHarmless(trial, () => sendNonsense(trial)),
  },
]

function attackWith(attacker: Connection, { as, bytes }: MalformedBytes): void {
  if (as === 'message') attacker.send(bytes())
  else if (as === 'frame') attacker.sendFrame(bytes())
  else if (as === 'text') attacker.sendFrame(new TextDecoder().decode(bytes()))
  else attacker.sendBytes(bytes())
}

/** Two people work in the attacked document; they go on as if nothing had happened, and so does whoever comes later. */
async function expectHarmless(
  trial: Trial,
  attack: (attacker: Connection) => Promise<void> | void,
  { isFuzz = false }: { readonly isFuzz?: boolean } = {},
): Promise<void> {
  const name = trial.newName()
  const [writer, witness] = [await trial.join(name), await trial.join(name)]
  writer.text.insert(0, 'safe')
  await trial.converged([writer, witness])
  const attacker = await trial.greeted(name)
  await attack(attacker)
  // Until the server has surely read it.
  if (attacker.isOpen) attacker.send(step1())
  await trial.pause(50)
  writer.doc.getText('own').insert(0, 'still here')
  await witness.until(
    'another edit comes',
    () => witness.doc.getText('own').toString() === 'still here',
  )
  const newcomer = await trial.join(name)
  // Among changed bytes there may be legal edits that wait for others.
  if (!isFuzz) await trial.converged([writer, witness, newcomer])
  for (const one of [writer, witness, newcomer]) {
    expectThat(one.isConnected, 'somebody else was closed')
    expectThat(
      one.problem === undefined,
      `somebody else was sent what makes a client throw: ${one.problem}`,
    )
    const text = one.text.toString()
    // A changed byte in a letter is a legal edit.
    expectThat(isFuzz || text === 'safe', `the document has become "${text.slice(0, 40)}"`)
  }
}

async function fuzz(trial: Trial, first: Connection): Promise<void> {
  let attacker = first
  for (let round = 0; round < 300; round += 1) {
    if (!attacker.isOpen) attacker = await trial.connect(first.documentName)
    const message = someMessage()
    for (let changes = randomInt(1, 4); changes > 0; changes -= 1)
      message[randomInt(message.length)] = randomInt(256)
    attacker.send(message)
    if (round % 10 === 0) await trial.pause(5)
  }
}

function someMessage(): Uint8Array {
  const doc = new Y.Doc()
  doc.getText('fuzz').insert(0, 'some text')
  doc.getMap('fuzz map').set('key', [1, { two: 'three' }])
  doc.getText('fuzz').delete(2, 3)
  switch (randomInt(3)) {
    case 0:
      return update(Y.encodeStateAsUpdate(doc))
    case 1:
      return step1(Y.encodeStateVector(doc))
    default:
      return awareness({ clientId: doc.clientID, clock: 1, state: '{"name":"fuzz"}' })
  }
}

async function sendNonsense(trial: Trial): Promise<void> {
  const { hostname, port, protocol } = new URL(trial.target.url)
  if (protocol !== 'ws:') throw new NotApplicable('the server is reached through TLS')
  const upgrade = (line: string) =>
    `GET /x HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${line}\r\n\r\n`
  const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='
  const attempts = [
    randomBytes(500),
    'GET\r\n\r\n',
    `GET / HTTP/1.1\r\nX: ${'y'.repeat(100_000)}\r\n\r\n`,
    upgrade('Sec-WebSocket-Version: 13'),
    upgrade(`${key}\r\nSec-WebSocket-Version: 99`),
    upgrade(`Sec-WebSocket-Key: short\r\nSec-WebSocket-Version: 13`),
    `GET http://[::1 HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
    upgrade(`${key}\r\nSec-WebSocket-Version: 13`).slice(0, 60),
  ]
  for (const attempt of attempts) {
    const socket = connect({ host: hostname, port: Number(port) || 80 })
    // A reset is an answer, too.
    socket.on('error', () => undefined)
    socket.write(attempt)
    await trial.pause(30)
    socket.resetAndDestroy()
  }
}
