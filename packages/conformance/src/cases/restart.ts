import * as Y from 'yjs'
import type { ConformanceCase } from '../conformance-case.ts'
import { step1 } from '../messages.ts'
import type { Participant } from '../participant.ts'
import type { Trial } from '../trial.ts'
import { expectThat } from '../verdict.ts'

/** Servers that end, in good order or not, and come back. Everybody is gone meanwhile, so nobody can heal a loss. */
export const restartCases: readonly ConformanceCase[] = [
  {
    id: 'restart.clean',
    says: 'after a clean restart right after the last edit, everything is there',
    source: 'D2',
    isAlone: true,
    limitMs: 90_000,
    run: (trial) => expectKept(trial, 0, () => trial.restart()),
  },
  {
    id: 'restart.killed-after-1-s',
    says: 'after kill -9 a second after the last edit, everything is there',
    source: 'W1',
    isAlone: true,
    limitMs: 60_000,
    run: (trial) => expectKept(trial, 1_000, () => trial.crash()),
  },
  {
    id: 'restart.killed-after-15-s',
    says: 'after kill -9 fifteen seconds after the last edit, everything is there',
    source: 'W1',
    isAlone: true,
    isSlow: true,
    limitMs: 90_000,
    run: (trial) => expectKept(trial, 15_000, () => trial.crash()),
  },
  {
    id: 'restart.first-answer',
    says: 'after a restart nobody is answered before what is stored is there: twenty documents, all joined at once',
    source: 'R1; yjs/y-websocket#81',
    isAlone: true,
    limitMs: 90_000,
    run: async (trial) => {
      const names = Array.from({ length: 20 }, () => trial.newName())
      const writers = await Promise.all(names.map((name) => trial.join(name)))
      for (const writer of writers) writer.text.insert(0, 'stored')
      await trial.pause(500)
      await Promise.all(writers.map(({ connection }) => trial.settle(connection)))
      for (const writer of writers) writer.cut()
      await trial.restart()
      const texts = await Promise.all(names.map((name) => firstAnswer(trial, name)))
      const empty = texts.filter((text) => text !== 'stored').length
      expectThat(empty === 0, `${empty} of 20 first answers lacked what is stored`)
    },
  },
  {
    id: 'restart.everybody-returns',
    says: 'people who keep their documents over a restart, and write meanwhile, have everything once',
    source: 'R15',
    isAlone: true,
    limitMs: 90_000,
    run: async (trial) => {
      const people = await trial.joinMany(trial.newName(), 3)
      people[0]?.text.insert(0, 'before ')
      await trial.converged(people)
      await trial.pause(500)
      await trial.restart()
      people.forEach((one, i) => {
        one.cut()
        one.text.insert(one.text.length, `<${i}>`)
      })
      await Promise.all(people.map((one) => one.join()))
      await trial.converged(people)
      const text = people[0]?.text.toString() ?? ''
      expectThat(text.length === 16 && text.startsWith('before '), `the text has become "${text}"`)
    },
  },
]

/** Writes, deletes and formats, ends the server, and compares with what is there afterwards. */
async function expectKept(
  trial: Trial,
  quietMs: number,
  endServer: () => Promise<void>,
): Promise<void> {
  const names = [trial.newName(), trial.newName()]
  const writers = await Promise.all(names.map((name) => trial.join(name)))
  const witnesses = await Promise.all(names.map((name) => trial.join(name)))
  for (let i = 0; i < 300; i += 1)
    for (const { text } of writers) {
      text.insert(text.length, `${i};`)
      if (i % 10 === 9) text.delete(0, 3)
    }
  for (const { text } of writers) text.format(0, 5, { bold: true })
  await trial.converged([writers[0], witnesses[0]].filter(isThere))
  await trial.converged([writers[1], witnesses[1]].filter(isThere))
  await trial.pause(quietMs)
  await endServer()
  for (const one of [...writers, ...witnesses]) one.cut()
  for (const [i, name] of names.entries()) {
    const writer = writers[i]
    const newcomer = await trial.join(name)
    // Not every server has it at the first answer; that is another case.
    await newcomer
      .until('it is there', () => isSame(newcomer, writer), 3_000)
      .catch((): void => undefined)
    const seen = newcomer.text.length
    const wanted = writer?.text.length ?? 0
    expectThat(
      isSame(newcomer, writer),
      seen === wanted
        ? 'the text is as long as it was, but not the same'
        : `${seen} of ${wanted} characters are there`,
    )
  }
}

const isThere = (one: Participant | undefined): one is Participant => one !== undefined

const isSame = (one: Participant, other: Participant | undefined): boolean =>
  other !== undefined && Y.equalSnapshots(Y.snapshot(one.doc), Y.snapshot(other.doc))

async function firstAnswer(trial: Trial, name: string): Promise<string> {
  const connection = await trial.connect(name)
  connection.send(step1())
  const { update } = await connection.first('step 2')
  const doc = new Y.Doc()
  Y.applyUpdate(doc, update)
  return doc.getText('text').toString()
}
