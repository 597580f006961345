import type { ConformanceCase } from '../conformance-case.ts'
import type { Participant } from '../participant.ts'
import type { Trial } from '../trial.ts'
import { expectThat } from '../verdict.ts'
import { someText } from './content.ts'

const byName = 'the document is not named by the path'

/** Many documents, and what they may be called. */
export const documentCases: readonly ConformanceCase[] = [
  {
    id: 'documents.isolated',
    says: 'documents whose names are alike share nothing: a, a/b, a/b/, A, a%2Fb twice encoded',
    source: 'P42, P43',
    run: async (trial) => {
      const base = trial.newName()
      await expectApart(trial, [
        base,
        `${base}/b`,
        `${base}/b/`,
        base.toUpperCase(),
        `${base}%2Fb`,
        `${base} b`,
      ])
    },
  },
  {
    id: 'documents.any-script',
    says: 'names may have spaces, percent signs, question marks and letters of any script',
    source: 'P42, P43',
    run: async (trial) => {
      const base = trial.newName()
      const names = ['ä', 'ä'.normalize('NFD'), 'день', '🧵', 'a b', 'a?b', 'a#b', '100%', '\'"<>&']
      await expectApart(
        trial,
        names.map((name) => `${base}${name}`),
      )
    },
  },
  {
    id: 'documents.prototype-names',
    says: 'the names of prototype members are documents like any other',
    source: 'issue lists of many servers; P43',
    isAlone: true,
    run: async (trial) => {
      await expectApart(trial, ['__proto__', 'constructor', 'toString', 'hasOwnProperty'])
    },
  },
  {
    id: 'documents.encoded-once',
    says: 'my room and my%20room are one document, my%2520room is another',
    source: 'P42',
    isTaste: true,
    notWith: { hocuspocus: byName },
    run: async (trial) => {
      const base = trial.newName()
      const at = async (path: string) => trial.participantAtPath(`${base}${path}`).join()
      const [encoded, other, twice] = [
        await at('/m%20r'),
        await at('%2Fm%20r'),
        await at('/m%2520r'),
      ]
      encoded.text.insert(0, 'here')
      await other.until('the edit comes', () => other.text.toString() === 'here')
      await trial.settle(twice.connection)
      expectThat(twice.text.length === 0, 'a name was decoded twice')
    },
  },
  {
    id: 'documents.long-name',
    says: 'a name may have 200 bytes',
    source: 'P43',
    run: async (trial) => {
      const name = trial.newName().padEnd(200, 'x')
      await expectApart(trial, [name, `${name.slice(0, -1)}y`])
    },
  },
  {
    id: 'documents.many',
    says: 'a hundred documents at once, each with its own content',
    source: 'L1',
    run: async (trial) => {
      await expectApart(
        trial,
        Array.from({ length: 100 }, () => trial.newName()),
      )
    },
  },
  {
    id: 'documents.many-connections',
    says: 'a hundred people in one document all get an edit',
    source: 'R3',
    run: async (trial) => {
      const people = await trial.joinMany(trial.newName(), 100)
      people[0]?.text.insert(0, 'for all')
      for (const one of people)
        await one.until('the edit comes', () => one.text.toString() === 'for all', 8_000)
    },
  },
]

/** Two people in each document: they see each other's words and nobody else's. */
async function expectApart(trial: Trial, names: readonly string[]): Promise<void> {
  const pairs = await Promise.all(
    names.map(async (name): Promise<readonly [Participant, Participant, string]> => {
      return [await trial.join(name), await trial.join(name), `<${someText(12)}>`]
    }),
  )
  for (const [writer, , word] of pairs) writer.text.insert(0, word)
  for (const [, reader, word] of pairs)
    await reader.until(`"${reader.connection.documentName}" gets its edit`, () =>
      reader.text.toString().includes(word),
    )
  for (const [, reader] of pairs) {
    const text = reader.text.toString()
    const strangers = pairs.filter(([, other, word]) => other !== reader && text.includes(word))
    const from = strangers.map(([, other]) => `"${other.connection.documentName}"`).join(', ')
    expectThat(
      strangers.length === 0,
      `"${reader.connection.documentName}" also has what was written in ${from}`,
    )
  }
}
