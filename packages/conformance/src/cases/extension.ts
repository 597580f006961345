import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import type { Connection } from '../connection.ts'
import type { ConformanceCase } from '../conformance-case.ts'
import { step1, update } from '../messages.ts'
import { expectThat, Failure } from '../verdict.ts'

const WELCOME = 65
const SAVED = 66
const PING = 68
const PONG = 69
const notWith = { hocuspocus: 'the extension is one of y-websocket’s wire' }

/** Weft's extension of the wire: who says hello learns what is on disk. */
export const extensionCases: readonly ConformanceCase[] = [
  {
    id: 'extension.welcome-first',
    says: 'hello is answered with welcome, before anything else',
    source: 'P23, S3',
    isExtension: true,
    notWith,
    run: async (trial) => {
      const connection = await trial.connect(trial.newName())
      connection.send(hello())
      connection.send(step1())
      await connection.first('step 2')
      const [first] = connection.received
      expectThat(first?.type === 'other' && first.number === WELCOME, 'something else came first')
    },
  },
  {
    id: 'extension.saved',
    says: 'an update is reported saved, and the count is the number of updates that were sent',
    source: 'P28, W1',
    isExtension: true,
    notWith,
    run: async (trial) => {
      const connection = await trial.connect(trial.newName())
      connection.send(hello())
      connection.send(step1())
      await connection.first('step 2')
      const doc = new Y.Doc()
      doc.on('update', (bytes: Uint8Array) => connection.send(update(bytes)))
      for (let i = 0; i < 5; i += 1) doc.getText('text').insert(0, 'x')
      doc.getText('text').delete(0, 5)
      await connection.until('6 are reported saved', () => numbersOf(connection, SAVED)[0] === 6)
    },
  },
  {
    id: 'extension.saved-survives',
    says: 'what was reported saved is there after kill -9 at that moment',
    source: 'P28, W1',
    isExtension: true,
    isAlone: true,
    limitMs: 60_000,
    notWith,
    run: async (trial) => {
      const name = trial.newName()
      const connection = await trial.connect(name)
      connection.send(hello())
      connection.send(step1())
      await connection.first('step 2')
      const doc = new Y.Doc()
      doc.on('update', (bytes: Uint8Array) => connection.send(update(bytes)))
      for (let i = 0; i < 50; i += 1) doc.getText('text').insert(0, `${i} `)
      await connection.until('50 are saved', () => numbersOf(connection, SAVED)[0] === 50)
      await trial.crash()
      const reader = await trial.join(name)
      expectThat(
        reader.text.toString() === doc.getText('text').toString(),
        `${reader.text.length} of ${doc.getText('text').length} characters are there`,
      )
    },
  },
  {
    id: 'extension.ping',
    says: 'a ping as a data frame is answered with a pong of the same number',
    source: 'P19, S6',
    isExtension: true,
    notWith,
    run: async (trial) => {
      const connection = await trial.connect(trial.newName())
      connection.send(hello())
      connection.send(Uint8Array.of(PING, 7))
      await connection.until('a pong', () => numbersOf(connection, PONG)[0] === 7)
    },
  },
  {
    id: 'extension.stock-hears-none',
    says: 'who has not said hello is sent sync, awareness and nothing else',
    source: 'P14, S4',
    isExtension: true,
    notWith,
    run: async (trial) => {
      const connection = await trial.greeted(trial.newName())
      const doc = new Y.Doc()
      doc.getText('text').insert(0, 'x')
      connection.send(update(Y.encodeStateAsUpdate(doc)))
      await trial.settle(connection)
      const [stranger] = connection.all('other')
      if (stranger) throw new Failure(`a message of type ${stranger.number} came`)
    },
  },
]

function hello(): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, 64)
    encoding.writeVarUint(encoder, 1)
    encoding.writeVarString(encoder, 'conformance')
    // No token, session or secret.
    for (let i = 0; i < 3; i += 1) encoding.writeVarString(encoder, '')
  })
}

/** The numbers in the newest message of that type. */
function numbersOf(connection: Connection, type: number): number[] {
  const newest = connection.all('other').findLast(({ number }) => number === type)
  if (!newest) return []
  const decoder = decoding.createDecoder(newest.rest)
  const numbers: number[] = []
  while (decoding.hasContent(decoder)) numbers.push(decoding.readVarUint(decoder))
  return numbers
}
