import { randomInt } from 'node:crypto'
import * as Y from 'yjs'
import type { ConformanceCase } from '../conformance-case.ts'
import { step1, step2 } from '../messages.ts'
import type { Participant } from '../participant.ts'
import { expectThat } from '../verdict.ts'
import { someText } from './content.ts'

/** Edits, from one to all. */
export const syncCases: readonly ConformanceCase[] = [
  {
    id: 'sync.update-reaches-others',
    says: 'an update reaches everybody else in the document',
    source: 'y-websocket; R3',
    run: async (trial) => {
      const [writer, ...others] = await trial.joinMany(trial.newName(), 4)
      writer?.text.insert(0, 'hello')
      for (const other of others)
        await other.until('the edit comes', () => other.text.toString() === 'hello')
    },
  },
  {
    id: 'sync.answer-reaches-others',
    says: 'what somebody brings along, in the step 2 that answers the server, reaches everybody else',
    source: 'y-websocket; P7',
    run: async (trial) => {
      const name = trial.newName()
      const reader = await trial.join(name)
      const bringer = trial.participant(name)
      bringer.text.insert(0, 'written offline')
      await bringer.join()
      await reader.until('it comes', () => reader.text.toString() === 'written offline')
    },
  },
  {
    id: 'sync.unasked-step-2',
    says: 'a step 2 that was not asked for is taken like an update',
    source: 'y-protocols; P28',
    run: async (trial) => {
      const name = trial.newName()
      const reader = await trial.join(name)
      const connection = await trial.connect(name)
      const doc = new Y.Doc()
      doc.getText('text').insert(0, 'unasked')
      connection.send(step1())
      await connection.first('step 2')
      connection.send(step2(Y.encodeStateAsUpdate(doc)))
      await reader.until('it comes', () => reader.text.toString() === 'unasked')
    },
  },
  {
    id: 'sync.every-edit',
    says: 'of 500 edits in a burst none is lost and none is there twice',
    source: 'y-websocket; R3',
    run: async (trial) => {
      const [writer, reader] = await two(trial.joinMany(trial.newName(), 2))
      for (let i = 0; i < 500; i += 1) writer.text.insert(writer.text.length, `${i};`)
      await trial.converged([writer, reader])
      expectThat(
        reader.text.toString() === Array.from({ length: 500 }, (_, i) => `${i};`).join(''),
        'the text of the reader is not what was typed',
      )
    },
  },
  {
    id: 'sync.converges',
    says: 'five people edit text, maps and arrays at once and end up with the same document',
    source: 'Yjs; R15',
    run: async (trial) => {
      const people = await trial.joinMany(trial.newName(), 5)
      for (let round = 0; round < 40; round += 1) {
        for (const one of people) editSomething(one)
        if (round % 8 === 0) await trial.pause(1)
      }
      await trial.converged(people, 10_000)
      const texts = new Set(people.map(({ text }) => text.toString()))
      expectThat(texts.size === 1, `${texts.size} different texts`)
    },
  },
  {
    id: 'sync.deletions-reach-others',
    says: 'deletions reach everybody, those who come later included',
    source: 'Yjs; R12',
    run: async (trial) => {
      const name = trial.newName()
      const [writer, reader] = await two(trial.joinMany(name, 2))
      writer.text.insert(0, 'keep remove')
      await reader.until('the text comes', () => reader.text.length === 11)
      writer.text.delete(4, 7)
      await reader.until('the deletion comes', () => reader.text.toString() === 'keep')
      const late = await trial.join(name)
      await late.until('a newcomer has it, too', () => late.text.toString() === 'keep')
    },
  },
  {
    id: 'sync.all-types',
    says: 'formatted text, XML, nested maps and arrays, and bytes arrive as they were written',
    source: 'Yjs',
    run: async (trial) => {
      const [writer, reader] = await two(trial.joinMany(trial.newName(), 2))
      writer.text.insert(0, 'bold 𝓫öld', { bold: true })
      const paragraph = new Y.XmlElement('paragraph')
      paragraph.setAttribute('align', 'right')
      paragraph.insert(0, [new Y.XmlText('inside')])
      writer.doc.getXmlFragment('xml').insert(0, [paragraph])
      const inner = new Y.Array<unknown>()
      writer.map.set('inner', inner)
      inner.push([1, null, 'two', { three: [3] }, Uint8Array.of(0, 255)])
      await trial.converged([writer, reader])
      const seen = everything(reader)
      expectThat(seen === everything(writer), `the reader has ${seen}`)
    },
  },
  {
    id: 'sync.echo',
    says: 'whether authors are sent their own updates again',
    source: 'not judged',
    run: async (trial) => {
      const [writer, reader] = await two(trial.joinMany(trial.newName(), 2))
      await trial.settle(writer.connection)
      const before = writer.connection.all('update').length
      writer.text.insert(0, 'x')
      await trial.converged([writer, reader])
      await trial.settle(writer.connection)
      return writer.connection.all('update').length > before ? 'they are' : 'they are not'
    },
  },
]

async function two(people: Promise<Participant[]>): Promise<[Participant, Participant]> {
  const [one, other] = await people
  if (!one || !other) throw new Error('Two people were asked for')
  return [one, other]
}

function editSomething({ text, map, doc }: Participant): void {
  const list = doc.getArray('list')
  switch (randomInt(5)) {
    case 0:
      map.set(`key ${randomInt(5)}`, someText(8))
      return
    case 1:
      list.insert(randomInt(list.length + 1), [randomInt(100)])
      return
    case 2:
      if (text.length > 3) text.delete(randomInt(text.length - 2), 2)
      return
    default:
      text.insert(randomInt(text.length + 1), someText(3))
  }
}

function everything({ text, map, doc }: Participant): string {
  const readable = (_key: string, value: unknown) =>
    value instanceof Uint8Array ? String(value) : value
  return JSON.stringify(
    [text.toDelta(), map.toJSON(), doc.getXmlFragment('xml').toString()],
    readable,
  )
}
