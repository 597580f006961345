import * as Y from 'yjs'
import type { ConformanceCase } from '../conformance-case.ts'
import { update } from '../messages.ts'
import { expectThat } from '../verdict.ts'

/** Updates that build on others which the server has not got. */
export const gapCases: readonly ConformanceCase[] = [
  {
    id: 'gap.asked-for',
    says: 'who sends an update whose parents are missing is asked for them, with a sync step 1',
    source: 'R7; yjs/yjs#550',
    run: async (trial) => {
      const connection = await trial.greeted(trial.newName())
      await trial.settle(connection)
      const asked = connection.all('step 1').length
      connection.send(update(halves.second))
      await connection.first('step 1', { skip: asked })
    },
  },
  {
    id: 'gap.closed-by-sender',
    says: 'when the missing part comes, everybody has the whole',
    source: 'Yjs; R7',
    run: async (trial) => {
      const name = trial.newName()
      const reader = await trial.join(name)
      const connection = await trial.greeted(name)
      connection.send(update(halves.second))
      await trial.settle(connection)
      connection.send(update(halves.first))
      await reader.until('the whole comes', () => reader.text.toString() === 'first second')
    },
  },
  {
    id: 'gap.closed-by-another',
    says: 'the missing part may also come from somebody else',
    source: 'Yjs; R7',
    run: async (trial) => {
      const name = trial.newName()
      const reader = await trial.join(name)
      const [one, other] = [await trial.greeted(name), await trial.greeted(name)]
      one.send(update(halves.second))
      await trial.settle(one)
      one.cut()
      other.send(update(halves.first))
      await reader.until('the whole comes', () => reader.text.toString() === 'first second')
    },
  },
  {
    id: 'gap.not-passed-on',
    says: 'what cannot be applied yet is not shown to those who join: it would wait in their documents, too',
    source: 'R7; Yjs itself passes it on',
    isTaste: true,
    run: async (trial) => {
      const name = trial.newName()
      const connection = await trial.greeted(name)
      connection.send(update(halves.second))
      await trial.settle(connection)
      const newcomer = await trial.join(name)
      expectThat(
        newcomer.doc.store.pendingStructs === null,
        'a newcomer was sent an update that it cannot apply',
      )
    },
  },
  {
    id: 'gap.deletion',
    says: 'a deletion of something that is not there yet takes effect when it comes',
    source: 'Yjs; R7',
    run: async (trial) => {
      const name = trial.newName()
      const reader = await trial.join(name)
      const connection = await trial.greeted(name)
      connection.send(update(halves.deletion))
      await trial.settle(connection)
      connection.send(update(halves.first))
      connection.send(update(halves.second))
      await reader.until('what is left is there', () => reader.text.toString() === 'second')
    },
  },
]

/** A text in two updates, the second of which builds on the first, and a deletion in the first. */
const halves = (() => {
  const doc = new Y.Doc()
  const updates: Uint8Array[] = []
  doc.on('update', (bytes: Uint8Array) => updates.push(bytes))
  const text = doc.getText('text')
  text.insert(0, 'first ')
  text.insert(6, 'second')
  text.delete(0, 6)
  const [first, second, deletion] = updates
  if (!first || !second || !deletion) throw new Error('Yjs told of fewer than three edits')
  return { first, second, deletion }
})()
