import { gzipSync } from 'node:zlib'
import { SeededRandom } from '@weft/testkit'
import { describe, expect, test } from 'vitest'
import { entry, header, headEntry, ITEMS, packed, tarEnd, unpack } from './archive.test-support.ts'
import { TAR_BLOCK } from './tar-header.ts'
import { decodeLog, encodeLog } from './log-file.ts'

/** A seed that found something stays here. */
const SEEDS = [1, 20261123, Math.floor(Math.random() * 2 ** 32)]

const items = (parts: readonly { readonly is: string }[]) =>
  parts.filter(({ is }) => is === 'document' || is === 'image' || is === 'catalogue')

/** Where what is in a file begins; its name is at the begin of the block before. */
const contentOf = (whole: Buffer, name: string): number =>
  (Math.floor(whole.indexOf(`/${name}`) / TAR_BLOCK) + 1) * TAR_BLOCK

describe('an archive', () => {
  test('gives back what was put in, in chunks of any size', async () => {
    const whole = await packed()
    for (const size of [1, 511, 512, 513, whole.length]) {
      const { parts, refused } = await unpack(whole, size)
      expect(refused).toBeUndefined()
      expect(items(parts)).toEqual(ITEMS)
      expect(parts.at(-1)).toMatchObject({ is: 'end', documents: 2, images: 1, missed: [] })
    }
  })

  test('that was cut off anywhere is refused, and gives nothing but what was put in', async () => {
    const whole = await packed()
    // Behind the end there are only zeros.
    const end = whole.indexOf('end.json') + 1024
    for (let length = 0; length < end; length += 1) {
      const { parts, refused } = await unpack(whole.subarray(0, length))
      expect(refused, `at ${length}`).toMatch(/cut off|no archive of Weft/)
      expect(ITEMS).toEqual(expect.arrayContaining(items(parts)))
    }
    expect((await unpack(whole.subarray(0, end))).refused).toBeUndefined()
  })

  test('that was cut off amid a document names it', async () => {
    const whole = await packed()
    const { refused } = await unpack(whole.subarray(0, whole.lastIndexOf('state.update') + 480))
    expect(refused).toMatch(
      /^it is cut off in its file "documents\/notes-today-\w+\/state.update", in the document "notes\/today"$/,
    )
  })

  test.each(SEEDS)(
    'in which bytes were flipped is refused, or is what was put in; seed %i',
    async (seed) => {
      const random = new SeededRandom(seed)
      const whole = await packed()
      let refusals = 0
      for (let round = 0; round < 1500; round += 1) {
        const altered = Buffer.from(whole)
        for (let flips = 1 + random.below(3); flips > 0; flips -= 1) {
          const at = random.below(altered.length)
          altered[at] = (altered[at] ?? 0) ^ (1 + random.below(255))
        }
        const { parts, refused } = await unpack(altered)
        const isSpoilt = parts.some(({ is }) => is === 'spoilt')
        const isRefused = refused !== undefined || isSpoilt
        refusals += Number(isRefused)
        expect(isRefused ? ITEMS : items(parts), `${refused}`).toEqual(ITEMS)
      }
      // Zeros that fill blocks up are a tenth of it and mean nothing at the end.
      expect(refusals).toBeGreaterThan(1000)
    },
  )

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['zeros', tarEnd],
    ['text', Buffer.from('a text '.repeat(500))],
    ['another tar', Buffer.concat([entry('etc/passwd', 'root'), tarEnd])],
    ['a head that is no JSON', Buffer.concat([entry('weft.json', '{'), tarEnd])],
    ['a head of another kind', Buffer.concat([headEntry(1, 'diary'), tarEnd])],
  ])('that is %s is none', async (_, bytes) => {
    expect(await unpack(bytes)).toEqual({ parts: [], refused: 'it is no archive of Weft' })
  })

  test('that is compressed has to be unpacked first, and is not unpacked here', async () => {
    const bomb = gzipSync(Buffer.alloc(10_000_000))
    expect((await unpack(bomb)).refused).toBe('it is compressed: unpack it first')
  })

  test('of a newer format says by what it can be read', async () => {
    expect((await unpack(Buffer.concat([headEntry(2), tarEnd]))).refused).toBe(
      'it has format 2, written by weft 9, and this Weft reads format 1: use the newer version',
    )
  })

  test.each([
    '../outside',
    'images/../../outside',
    '/etc/passwd',
    'images//x',
    'images\\..\\x',
    'C:x',
    '.',
    'images/.ssh',
    '',
  ])('with a file named %j is refused', async (path) => {
    const { parts, refused } = await unpack(Buffer.concat([headEntry(), entry(path, 'x'), tarEnd]))
    expect(parts).toHaveLength(1)
    expect(refused).toContain('as no archive of Weft has')
  })

  test.each(['1', '2', '3', '5', '6', 'x', 'L'])(
    'with a link, folder, pipe or long name (%s) in it is refused',
    async (type) => {
      const odd = Buffer.concat([headEntry(), header('images/a.png', 0, type), tarEnd])
      expect((await unpack(odd)).refused).toBe('it holds "images/a.png", which is no plain file')
    },
  )

  test('that announces more than can be is refused before any of it is read', async () => {
    let asked = 0
    const endless = {
      async *[Symbol.asyncIterator]() {
        yield Buffer.concat([headEntry(), header('documents/a/state.update', 2 ** 31)])
        for (;;) {
          asked += 1
          yield Buffer.alloc(1024)
        }
      },
    }
    const { readTar } = await import('./read-tar.ts')
    const read = async (): Promise<void> => {
      for await (const _ of readTar(endless));
    }
    await expect(read()).rejects.toThrow('is too large: 2147483648 bytes')
    expect(asked).toBeLessThan(2)
    const picture = Buffer.concat([headEntry(), header('images/a.png', 2 ** 27)])
    expect((await unpack(picture)).refused).toContain('is too large')
  })

  test('whose end tells of other documents than there are is refused', async () => {
    const whole = await packed()
    const at = whole.lastIndexOf('"documents": 2')
    whole.write('3', at + '"documents": '.length)
    expect((await unpack(whole)).refused).toContain('other documents and pictures')
  })

  test('gives nothing of a document of which anything is told that was not', async () => {
    const whole = await packed()
    const from = contentOf(whole, 'document.json')
    const [document] = ITEMS
    expect(whole.indexOf('"Today"')).toBeGreaterThan(from)
    let withheld = 0
    for (let at = from; at < whole.indexOf('}', from); at += 1) {
      const altered = Buffer.from(whole)
      altered[at] = (altered[at] ?? 0) ^ 1
      const { parts } = await unpack(altered)
      const found = parts.find(({ is }) => is === 'document' || is === 'unchecked')
      // What looks as an older version would have written it, is believed only with the whole archive.
      if (found?.is === 'document' && found.facts.document === 'notes/today')
        expect(found, `at ${at}`).toEqual(document)
      else withheld += 1
    }
    expect(withheld).toBeGreaterThan(300)
  })

  test('gives no document under another name than that which it was written with', async () => {
    const whole = await packed()
    whole.write('tomor', whole.indexOf('"notes/today"') + '"notes/'.length)
    const { parts } = await unpack(whole)
    expect(parts.find(({ is }) => is === 'spoilt')).toBeDefined()
    expect(items(parts)).toEqual(ITEMS.slice(1))
  })
})

describe('a log in an archive', () => {
  const log = {
    is: 'log',
    pieces: [Buffer.from('\n\n'), Buffer.from('{"bytes":1}')],
    records: [
      [
        { update: Buffer.from('ab'), user: 'ada', timeMs: 1 },
        { update: Buffer.from('cd'), user: undefined, timeMs: 2 },
      ],
      [{ update: Buffer.from('e\n'), user: 'brian', timeMs: 3 }],
    ],
  } as const

  test('comes back as it was, whatever bytes are in it', () => {
    expect(decodeLog(encodeLog(log))).toEqual(log)
    expect(decodeLog(Buffer.alloc(0))).toEqual({ is: 'log', pieces: [], records: [] })
  })

  test('that was cut off within an update or its line makes no sense', () => {
    const bytes = encodeLog(log)
    const outcomes = Array.from(bytes.subarray(1), (_, index) => {
      try {
        decodeLog(bytes.subarray(0, index + 1))
        return 'whole'
      } catch (error) {
        return String(error)
      }
    })
    expect([...new Set(outcomes)].sort()).toEqual([
      'ArchiveProblem: its log makes no sense',
      'whole',
    ])
    // Between two updates nothing shows; the checksum of the file does.
    expect(outcomes.filter((each) => each === 'whole')).toHaveLength(4)
  })

  test.each([
    '{"piece":1,"bytes":-1}\nx\n',
    '{"piece":1,"bytes":1.5}\nxx\n',
    '{"piece":1,"bytes":0}\n\n',
    '{"piece":1,"bytes":1e300}\nx\n',
    '{"piece":1,"bytes":"1"}\nx\n',
    '{"bytes":1}\nx\n',
    '{"record":1,"bytes":1,"timeMs":1e999}\nx\n',
    '{"record":1,"bytes":1,"timeMs":-1}\nx\n',
    '[]\nx\n',
    'null\n',
    '\n',
    'x',
  ])('with %j in it makes no sense', (text) => {
    expect(() => decodeLog(Buffer.from(text))).toThrow('its log makes no sense')
  })

  test('is taken for what it is only with its checksum', async () => {
    const whole = await packed()
    // The content, and not what is told of it.
    whole[contentOf(whole, 'state.update')] = 9
    const { parts } = await unpack(whole)
    expect(parts[1]).toEqual({
      is: 'spoilt',
      document: 'notes/today',
      reason: 'its state.update was altered',
    })
  })
})
