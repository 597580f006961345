import * as Y from 'yjs'
import type { ConformanceCase } from '../conformance-case.ts'
import { step1, update } from '../messages.ts'
import { expectThat } from '../verdict.ts'
import { someText } from './content.ts'

/** What somebody who comes is told. */
export const joinCases: readonly ConformanceCase[] = [
  {
    id: 'join.answers-step-1',
    says: 'a sync step 1 is answered with a sync step 2, also for a document that nobody has written yet',
    source: 'y-websocket; P7, R2',
    run: async (trial) => {
      const connection = await trial.connect(trial.newName())
      connection.send(step1())
      const { update: answer } = await connection.first('step 2')
      Y.applyUpdate(new Y.Doc(), answer)
    },
  },
  {
    id: 'join.asks-back',
    says: 'whoever joins is asked what they have, with a sync step 1',
    source: 'y-websocket; R9',
    run: async (trial) => {
      const connection = await trial.connect(trial.newName())
      connection.send(step1())
      const { stateVector } = await connection.first('step 1')
      Y.decodeStateVector(stateVector)
    },
  },
  {
    id: 'join.state-before-answer',
    says: 'the first answer has everything that is there, also when all had left and come back at once',
    source: 'R1; yjs/y-websocket#81',
    run: async (trial) => {
      const name = trial.newName()
      const writer = await trial.join(name)
      const witness = await trial.join(name)
      writer.text.insert(0, someText(2_000))
      await trial.converged([writer, witness])
      // Gaps of several lengths, because a server may be about to put the document away.
      for (const gapMs of [0, 0, 5, 50, 200]) {
        writer.cut()
        witness.cut()
        await trial.pause(gapMs)
        const connection = await trial.connect(name)
        connection.send(step1())
        const { update: answer } = await connection.first('step 2')
        const doc = new Y.Doc()
        for (const message of connection.all('update')) Y.applyUpdate(doc, message.update)
        Y.applyUpdate(doc, answer)
        const { length } = doc.getText('text')
        expectThat(
          length === 2_000,
          `${gapMs} ms after all had left, the first answer had ${length} of 2,000 characters`,
        )
        connection.cut()
      }
    },
  },
  {
    id: 'join.answers-again',
    says: 'a sync step 1 is answered at any time, not only the first',
    source: 'y-websocket; P7',
    run: async (trial) => {
      const connection = await trial.connect(trial.newName())
      connection.send(step1())
      await connection.first('step 2')
      connection.send(step1())
      await connection.first('step 2', { skip: 1 })
    },
  },
  {
    id: 'join.only-what-is-missing',
    says: 'the answer holds what the asking side lacks, and not the whole document again',
    source: 'y-protocols; P7',
    run: async (trial) => {
      const name = trial.newName()
      const writer = await trial.join(name)
      writer.text.insert(0, someText(100_000))
      writer.cut()
      const returning = await writer.join()
      const answer =
        returning.connection.sizes[
          returning.connection.received.findIndex(({ type }) => type === 'step 2')
        ]
      expectThat(
        answer !== undefined && answer < 1_000,
        `somebody who had all of a 100,000-character document was sent ${answer} bytes`,
      )
    },
  },
  {
    id: 'join.writes-first',
    says: 'an update that comes before any sync step 1 counts, too',
    source: 'y-protocols; S8',
    run: async (trial) => {
      const name = trial.newName()
      const connection = await trial.connect(name)
      const doc = new Y.Doc()
      doc.getText('text').insert(0, 'early')
      connection.send(update(Y.encodeStateAsUpdate(doc)))
      const reader = await trial.join(name)
      await reader.until('the text is there', () => reader.text.toString() === 'early')
    },
  },
]
