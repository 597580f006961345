import { contractCase } from './case.ts'
import { expectEqual, expectRejection, expectTrue } from './expect.ts'
import { bytes, fill, ODD_NAMES, update } from './sample.ts'

// Spelled out, not computed: the order of the UTF-8 bytes.
const IN_ORDER = ['a', 'a!', 'a/b', 'aa', 'a~', 'e\u0301', 'é', '\uffee', '😀', '\u{10ffff}']

/** Listing documents, and what names may be. */
export const listingCases = [
  contractCase('[S8] an empty storage lists nothing', async ({ storage }) => {
    expectEqual(await storage.list(), [], 'list')
  }),

  contractCase('[S8] documents are listed in the order of their UTF-8 bytes', async (subject) => {
    const { storage } = subject
    for (const name of [...IN_ORDER].reverse()) await storage.create(name, name, 1)
    const names = (await storage.list()).map((entry) => entry.document)
    expectEqual(names, IN_ORDER, 'the names')
  }),

  contractCase('[S8] pages give every document once', async ({ storage }) => {
    for (const name of ODD_NAMES) await storage.create(name, name, 1)
    for (const limit of [1, 2, 7]) {
      const names: string[] = []
      while (names.length <= ODD_NAMES.length) {
        const after = names.at(-1)
        const page = await storage.list(after === undefined ? { limit } : { limit, after })
        if (page.length === 0) break
        expectTrue(page.length <= limit, `a page of at most ${limit}`)
        names.push(...page.map((entry) => entry.document))
      }
      expectEqual([...names].sort(), [...ODD_NAMES].sort(), `all names in pages of ${limit}`)
    }
    expectEqual(await storage.list({ limit: 0 }), [], 'a page of 0')
  }),

  contractCase('[S8] a list can be narrowed to a prefix', async ({ storage }) => {
    for (const name of IN_ORDER) await storage.create(name, name, 1)
    const list = async (options: { prefix?: string; after?: string }): Promise<string[]> =>
      (await storage.list(options)).map((entry) => entry.document)
    expectEqual(await list({ prefix: 'a' }), ['a', 'a!', 'a/b', 'aa', 'a~'], 'prefix a')
    expectEqual(await list({ prefix: 'a', after: 'a!' }), ['a/b', 'aa', 'a~'], 'a after a!')
    expectEqual(await list({ prefix: 'a', after: 'b' }), [], 'a after b')
    expectEqual(await list({ prefix: '😀', after: 'a' }), ['😀'], 'an emoji after a')
    expectEqual(await list({ prefix: 'é' }), ['é'], 'the composed letter')
    expectEqual(await list({ prefix: 'nothing' }), [], 'a prefix of nothing')
    expectEqual(await list({ after: 'a0' }), IN_ORDER.slice(3), 'after a name that is not there')
  }),

  contractCase('[S8] documents do not see each other, whatever their names', async (subject) => {
    const { storage } = subject
    for (const name of ODD_NAMES) await storage.create(name, `epoch of ${name}`, 1)
    for (const [index, name] of ODD_NAMES.entries()) {
      await storage.append([{ document: name, updates: [update(index)] }])
      await storage.append([{ document: name, updates: [update(index + 100)] }])
      await storage.replacePrefix(name, { sequence: 1, pieces: [bytes(9, index)] })
    }
    for (const [index, name] of ODD_NAMES.entries()) {
      expectEqual(
        await storage.load(name),
        {
          epoch: `epoch of ${name}`,
          sequence: 2,
          snapshot: { sequence: 1, pieces: [bytes(9, index)] },
          records: [{ sequence: 2, updates: [update(index + 100)] }],
          damage: [],
        },
        `load of ${name}`,
      )
    }
  }),

  contractCase('[S8] an entry tells numbers, times and size', async ({ storage }) => {
    const entry = async () => {
      const [first] = await storage.list()
      if (first === undefined) throw new Error('expected one entry')
      return first
    }
    await storage.create('a', 'epoch', 1000)
    const created = await entry()
    expectEqual(
      { ...created, sizeBytes: 0 },
      {
        document: 'a',
        epoch: 'epoch',
        sequence: 0,
        sizeBytes: 0,
        createdMs: 1000,
        changedMs: 1000,
      },
      'a new document',
    )
    const at = (timeMs: number, length: number) => ({
      update: bytes(length, 1),
      user: undefined,
      timeMs,
    })
    await storage.append([{ document: 'a', updates: [at(5000, 500), at(4000, 500)] }])
    await storage.append([{ document: 'a', updates: [] }])
    const grown = await entry()
    expectEqual(grown.changedMs, 5000, 'the time of the newest update')
    expectEqual(grown.sequence, 2, 'the last number')
    expectTrue(grown.sizeBytes >= 1000, `at least 1000 bytes, got ${grown.sizeBytes}`)
    await storage.append([{ document: 'a', updates: [at(6000, 3000)] }])
    await storage.replacePrefix('a', { sequence: 2, pieces: [bytes(100, 1), bytes(50, 2)] })
    const shrunk = await entry()
    expectTrue(
      shrunk.sizeBytes >= 3150 && shrunk.sizeBytes < 3150 + 700,
      `3150 bytes and some for rows, got ${shrunk.sizeBytes}`,
    )
    expectEqual(shrunk.changedMs, 6000, 'the time, which a snapshot does not change')
    await storage.replacePrefix('a', { sequence: 3, pieces: [bytes(100, 1)] })
    const { sizeBytes } = await entry()
    expectTrue(sizeBytes >= 100 && sizeBytes < 400, `about 100 bytes, got ${sizeBytes}`)
  }),

  contractCase('[S8] what cannot be a name is refused by every operation', async (subject) => {
    const { storage } = subject
    await fill(storage, 'a', 1)
    for (const name of ['', '\0', 'a\0', '\ud83d', 'a\udc00b']) {
      const what = JSON.stringify(name)
      await expectRejection(storage.create(name, 'epoch', 1), TypeError, `create ${what}`)
      await expectRejection(storage.load(name), TypeError, `load ${what}`)
      await expectRejection(storage.read(name, 0), TypeError, `read ${what}`)
      await expectRejection(storage.delete(name), TypeError, `delete ${what}`)
      const batch = [
        { document: 'a', updates: [] },
        { document: name, updates: [] },
      ]
      await expectRejection(storage.append(batch), TypeError, `append ${what}`)
      const replaced = storage.replacePrefix(name, { sequence: 1, pieces: [] })
      await expectRejection(replaced, TypeError, `replacePrefix ${what}`)
      if (name === '') continue
      await expectRejection(storage.list({ prefix: name }), TypeError, `list prefix ${what}`)
      await expectRejection(storage.list({ after: name }), TypeError, `list after ${what}`)
    }
    const names = (await storage.list()).map(({ document, sequence }) => `${document} ${sequence}`)
    expectEqual(names, ['a 1'], 'what is stored')
  }),

  contractCase('[S8] a limit or number out of range is refused', async ({ storage }) => {
    await fill(storage, 'a', 1)
    for (const limit of [-1, 0.5, NaN]) {
      await expectRejection(storage.list({ limit }), RangeError, `list of ${limit}`)
      await expectRejection(storage.read('a', limit), RangeError, `read after ${limit}`)
    }
  }),
]
