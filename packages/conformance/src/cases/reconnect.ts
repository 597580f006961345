import * as Y from 'yjs'
import type { ConformanceCase } from '../conformance-case.ts'
import { step1, update } from '../messages.ts'
import { expectThat } from '../verdict.ts'
import { someText } from './content.ts'

/** Connections that are lost, and come back. */
export const reconnectCases: readonly ConformanceCase[] = [
  {
    id: 'reconnect.both-sides-edited',
    says: 'after a lost connection, what both sides wrote meanwhile is exchanged by state vector',
    source: 'y-websocket; P7, R15',
    run: async (trial) => {
      const name = trial.newName()
      const stayed = await trial.join(name)
      const lost = await trial.join(name)
      stayed.text.insert(0, 'start ')
      await trial.converged([stayed, lost])
      lost.cut()
      lost.text.insert(lost.text.length, 'offline ')
      stayed.text.insert(0, 'online ')
      await lost.join()
      await trial.converged([stayed, lost])
      const text = stayed.text.toString()
      expectThat(text === 'online start offline ', `the text is "${text}"`)
    },
  },
  {
    id: 'reconnect.deletions',
    says: 'a deletion made offline, which changes no clock, reaches the others after the return',
    source: 'Yjs; R12',
    run: async (trial) => {
      const name = trial.newName()
      const stayed = await trial.join(name)
      const lost = await trial.join(name)
      stayed.text.insert(0, 'to be removed')
      await trial.converged([stayed, lost])
      lost.cut()
      lost.text.delete(0, lost.text.length)
      await lost.join()
      await stayed.until('the deletion comes', () => stayed.text.length === 0)
    },
  },
  {
    id: 'reconnect.no-doubling',
    says: 'somebody who comes back ten times has nothing twice, and neither have others',
    source: 'Yjs',
    run: async (trial) => {
      const name = trial.newName()
      const stayed = await trial.join(name)
      const lost = await trial.join(name)
      for (let i = 0; i < 10; i += 1) {
        lost.cut()
        lost.text.insert(lost.text.length, `${i}`)
        await lost.join()
      }
      await trial.converged([stayed, lost])
      const text = stayed.text.toString()
      expectThat(text === '0123456789', `the text is "${text}"`)
    },
  },
  {
    id: 'reconnect.everybody-left',
    says: 'three people who all lost the connection and wrote offline have everything when they are back',
    source: 'Yjs; R15',
    run: async (trial) => {
      const name = trial.newName()
      const people = await trial.joinMany(name, 3)
      people[0]?.text.insert(0, 'base ')
      await trial.converged(people)
      for (const one of people) one.cut()
      people.forEach((one, i) => one.text.insert(one.text.length, `<${i}>`))
      await Promise.all(people.map((one) => one.join()))
      await trial.converged(people)
      const text = people[0]?.text.toString() ?? ''
      const isThere = ['base ', '<0>', '<1>', '<2>'].every((part) => text.includes(part))
      expectThat(isThere && text.length === 14, `the text is "${text}"`)
    },
  },
  {
    id: 'reconnect.cut-in-a-frame',
    says: 'a connection that ends in the midst of a frame leaves no trace',
    source: 'RFC 6455; R4',
    run: async (trial) => {
      const name = trial.newName()
      const [writer, witness] = [await trial.join(name), await trial.join(name)]
      writer.text.insert(0, 'whole')
      await trial.converged([writer, witness])
      const broken = await trial.connect(name)
      broken.send(step1())
      await broken.first('step 2')
      const doc = new Y.Doc()
      doc.getText('text').insert(0, someText(300))
      const message = trial.target.wire.wrap(name, update(Y.encodeStateAsUpdate(doc)))
      // A masked binary frame that announces more than comes.
      const { length } = message
      broken.sendBytes(Uint8Array.of(0x82, 0xfe, length >> 8, length & 255, 0, 0, 0, 0))
      broken.sendBytes(message.subarray(0, 100))
      await trial.settle(witness.connection)
      broken.cut()
      writer.text.insert(5, '!')
      await trial.converged([writer, witness])
      const text = witness.text.toString()
      expectThat(text === 'whole!', `the text is "${text}"`)
    },
  },
  {
    id: 'reconnect.storm',
    says: 'a hundred connections that come and go in all stages do the document no harm',
    source: 'R4, S15',
    run: async (trial) => {
      const name = trial.newName()
      const stayed = await trial.join(name)
      stayed.text.insert(0, 'calm')
      for (let round = 0; round < 10; round += 1)
        await Promise.all(
          Array.from({ length: 10 }, async (_, i) => {
            const connection = await trial.connect(name)
            if (i % 3 > 0) connection.send(step1())
            if (i % 3 > 1) await connection.first('step 2')
            connection.cut()
          }),
        )
      const late = await trial.join(name)
      late.text.insert(4, '!')
      await trial.converged([stayed, late])
      const text = stayed.text.toString()
      expectThat(text === 'calm!', `the text is "${text}"`)
    },
  },
]
