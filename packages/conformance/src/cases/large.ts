import * as Y from 'yjs'
import type { ConformanceCase } from '../conformance-case.ts'
import { step1, step2 } from '../messages.ts'
import { expectThat } from '../verdict.ts'
import { someText } from './content.ts'

const MEBIBYTE = 1024 * 1024

/** Documents of several MiB. */
export const largeCases: readonly ConformanceCase[] = [
  {
    id: 'large.first-sync',
    says: 'a document of 8 MiB comes whole to whoever joins',
    source: 'yjs/y-websocket#189; R10',
    limitMs: 30_000,
    run: async (trial) => {
      const name = trial.newName()
      const writer = await trial.join(name)
      for (let i = 0; i < 8; i += 1) writer.map.set(`part ${i}`, someText(MEBIBYTE))
      await trial.settle(writer.connection)
      const newcomer = await trial.participant(name).join(15_000)
      await trial.converged([writer, newcomer], 10_000)
    },
  },
  {
    id: 'large.one-message',
    says: 'an edit of 4 MiB, such as a pasted picture, is taken and reaches the others',
    source: 'y-websocket',
    limitMs: 30_000,
    run: async (trial) => {
      const name = trial.newName()
      const [writer, reader] = [await trial.join(name), await trial.join(name)]
      writer.map.set('picture', new Uint8Array(4 * MEBIBYTE).fill(7))
      await trial.converged([writer, reader], 10_000)
    },
  },
  {
    id: 'large.brought-along',
    says: 'a document of 8 MiB that somebody brings along in one step 2 is taken',
    source: 'y-websocket',
    limitMs: 30_000,
    run: async (trial) => {
      const name = trial.newName()
      const reader = await trial.join(name)
      const doc = new Y.Doc()
      for (let i = 0; i < 8; i += 1) doc.getMap('map').set(`part ${i}`, someText(MEBIBYTE))
      const connection = await trial.connect(name)
      connection.send(step1(Y.encodeStateVector(doc)))
      await connection.first('step 2')
      connection.send(step2(Y.encodeStateAsUpdate(doc)))
      await reader.until('all of it comes', () => reader.map.size === 8, 10_000)
    },
  },
  {
    id: 'large.in-pieces',
    says: 'the first sync of 8 MiB comes in frames of 3 MiB at most: a y-websocket client drops a connection on which no whole frame comes for 30 s',
    source: 'P39; yjs/y-websocket#189',
    limitMs: 30_000,
    run: async (trial) => {
      const name = trial.newName()
      const writer = await trial.join(name)
      for (let i = 0; i < 8; i += 1) writer.map.set(`part ${i}`, someText(MEBIBYTE))
      await trial.settle(writer.connection)
      const newcomer = await trial.participant(name).join(15_000)
      const largest = Math.max(...newcomer.connection.sizes)
      expectThat(
        largest <= 3 * MEBIBYTE,
        `the largest frame has ${(largest / MEBIBYTE).toFixed(1)} MiB, and takes ${Math.ceil(largest / 31_250)} s on a line of 250 kbit/s`,
      )
    },
  },
]
