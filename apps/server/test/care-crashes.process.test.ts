import { cpSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { WorkerCompactor } from '@weft/server'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { archiveFilesAt, saveTar } from '../src/archive/archive-files.ts'
import { readArchive } from '../src/archive/read-archive.ts'
import { localCare, type Care } from '../src/care/care.ts'
import type { Existing } from '../src/care/import-document.ts'
import { importParts } from '../src/care/import-parts.ts'
import type { Outcome } from '../src/care/outcome.ts'
import { restoreArchive } from '../src/care/restore-archive.ts'
import { verifiedBackup } from '../src/care/verified-backup.ts'
import { StartProblem } from '../src/start-problem.ts'
import { CrashPoints } from './crash-points.ts'
import { isInFiles } from './in-files.ts'
import { all, gif, see, within, write, wrong, type Seen } from './data-world.ts'
import { someOf } from './long-run.ts'
import { newPlace } from './new-place.ts'

// What kill -9 leaves is copied before each step with files, and before and after each change of storage, catalogue and
// pictures; LevelDB's own steps are between these, and are killed elsewhere.
vi.mock('node:fs/promises', async (original) => {
  const { observed } = await import('./observed-files.ts')
  return observed(await original())
})

const TEST_MS = 120_000
const HOW = { dryRun: false, keepLinks: false }
const builder = new WorkerCompactor()
afterAll(() => builder.close())

let base = ''
let archive = ''
let before: Seen

beforeAll(async () => {
  base = await newPlace()
  await within(base, async (folder) => {
    const [own, shared] = [
      await folder.images.keep(gif('own')),
      await folder.images.keep(gif('shared')),
    ]
    const at = (image: typeof own): string => (image.kept ? `images/${image.name}` : '')
    await write(folder, 'kept', `it stays ${at(shared)}`)
    await write(folder, 'subject', `what it is about ${at(own)} ${at(shared)}`)
    await folder.titles.put('subject', 'The subject')
    await write(folder, 'thrown away', 'still here')
    await folder.deletions.mark('thrown away', 1)
    before = await see(folder)
  })
  const other = await newPlace()
  archive = join(await newPlace(), 'archive.tar')
  await within(other, async (folder) => {
    const picture = await folder.images.keep(gif('new'))
    await write(folder, 'new', `it comes ${picture.kept ? `images/${picture.name}` : ''}`)
    await folder.titles.put('new', 'The new one')
    await write(folder, 'subject', 'something else')
    await folder.titles.put('subject', 'Another title')
    await saveTar(archive, localCare({ ...folder, builder }, 'weft').exported(undefined))
  })
}, TEST_MS)

type Job = (care: Care) => AsyncIterable<Outcome>

const run = (data: string, job: Job): Promise<Outcome[]> =>
  within(data, (folder) => all(job(localCare({ ...folder, builder }, 'weft'))))

const importing =
  (existing: Existing): Job =>
  (care) =>
    care.import(importParts(archive), { existing })

/** What may be there of the document that it is about; undefined for nothing. */
const [OLD, NEW] = ['what it is about', 'something else']

interface Change {
  readonly what: string
  readonly job: Job
  /** What people may see of the subject amid it. */
  readonly possible: readonly RegExp[]
  readonly titles: Seen['titles']
  /** How many pictures there are afterwards. */
  readonly images: number
}

describe.each<Change>([
  {
    what: 'deleted for good',
    job: (care) => care.remove('subject'),
    possible: [RegExp(`^${OLD}`), /^absent$/],
    titles: {},
    images: 1,
  },
  {
    what: 'replaced',
    job: importing('replace'),
    possible: [RegExp(`^${OLD}`), RegExp(`^${NEW}$`)],
    titles: { subject: 'Another title', new: 'The new one' },
    images: 3,
  },
  {
    what: 'merged',
    job: importing('merge'),
    possible: [RegExp(`^${OLD}`), RegExp(`^(?=.*${OLD}).*${NEW}`)],
    titles: { subject: 'The subject', new: 'The new one' },
    images: 3,
  },
  {
    what: 'compacted',
    job: (care) => care.compact(undefined),
    possible: [RegExp(`^${OLD}`)],
    titles: { subject: 'The subject' },
    images: 2,
  },
])('a document that is being $what when the process is killed', (change) => {
  const { what, job, possible, titles, images } = change
  test(
    'is as it was or as it will be, all others stay whole, and saying it again completes it',
    { timeout: TEST_MS },
    async () => {
      const data = await newPlace()
      cpSync(base, data, { recursive: true })
      const points = await CrashPoints.of(data)
      await within(data, async (folder) => {
        const care = localCare(points.watched({ ...folder, builder }), 'weft')
        expect(wrong(await all(job(care)))).toEqual([])
      })
      points.end()
      const after = await within(data, see)
      expect(points.copies.length).toBeGreaterThan(5)
      expect(after.titles).toEqual({ kept: undefined, 'thrown away': undefined, ...titles })
      expect(after.images).toHaveLength(images)
      // What is known of it besides its content goes from the disk, too.
      expect(await isInFiles(data, 'The subject')).toBe(what !== 'deleted for good')

      const seen = new Set<string>()
      for (const { path, before: step } of someOf(points.copies)) {
        const now = await within(path, async (folder) => {
          const { texts, damage } = await see(folder)
          const epoch = (await folder.storage.load('subject'))?.epoch
          // A client that knows the old history takes nothing else for it.
          expect(texts['subject'] === NEW && epoch === 'epoch of subject', step).toBe(false)
          return { texts, damage }
        })
        expect(now.damage, step).toEqual([])
        for (const name of ['kept', 'thrown away'])
          expect(now.texts[name], step).toBe(before.texts[name])
        const subject = now.texts['subject'] ?? 'absent'
        expect(
          possible.some((pattern) => pattern.test(subject)),
          `${step}: ${subject}`,
        ).toBe(true)
        seen.add(subject)
        await run(path, job)
        expect(await within(path, see), step).toEqual(after)
      }
      expect(seen.size).toBeGreaterThanOrEqual(possible.length > 1 ? 2 : 1)
    },
  )
})

test(
  'a backup or export that is killed leaves no file that is taken for a whole one',
  { timeout: TEST_MS },
  async () => {
    const out = await newPlace()
    for (const make of ['backup', 'exported'] as const) {
      const path = join(out, `${make}.tar`)
      const points = await CrashPoints.of(out)
      await within(base, async (folder) => {
        const chunks = localCare({ ...folder, builder }, 'weft')[make](undefined)
        await saveTar(
          path,
          (async function* () {
            for await (const chunk of chunks) {
              points.look('another chunk')
              yield chunk
            }
          })(),
        )
      })
      points.end()
      expect(points.copies.length).toBeGreaterThan(10)
      const whole = await Promise.all(
        points.copies.map(async (copy) => {
          const copied = join(copy.path, `${make}.tar`)
          if (!(await stat(copied).catch(() => undefined))) return 'absent'
          const parts = await all(readArchive(archiveFilesAt(copied)))
          return parts.at(-1)?.is
        }),
      )
      expect(whole.slice(0, 3)).toEqual(['absent', 'absent', 'absent'])
      expect(new Set(whole)).toEqual(new Set(['absent', 'end']))
    }
  },
)

test(
  'a restore that is killed leaves no folder on which a server starts, until all is in it',
  { timeout: TEST_MS },
  async () => {
    const [backup, target] = [join(await newPlace(), 'b.tar'), await newPlace()]
    await within(base, (folder) =>
      saveTar(backup, localCare({ ...folder, builder }, 'weft').backup()),
    )
    await all(verifiedBackup(backup))
    const points = await CrashPoints.of(target)
    for await (const outcome of restoreArchive(backup, target, HOW))
      points.look(`after ${outcome.name}`)
    points.end()
    const after = await within(target, see)
    expect(after).toEqual(before)

    const states = []
    for (const { path, before: step } of someOf(points.copies)) {
      const names = await readdir(path, { recursive: true })
      const isBegun = names.some((name) => name !== 'db' && !name.startsWith('restore-lock'))
      const again = join(await newPlace(), 'copy')
      cpSync(path, again, { recursive: true })
      const opened = await within(path, see).catch((error: unknown) => {
        expect(error, step).toBeInstanceOf(StartProblem)
        return undefined
      })
      if (opened && isBegun) {
        expect(opened, step).toEqual(after)
        states.push('whole')
        continue
      }
      states.push(isBegun ? 'refused' : 'empty')
      expect(wrong(await all(restoreArchive(backup, again, HOW))), step).toEqual([])
      expect(await within(again, see), step).toEqual(after)
      expect(await readdir(again), step).not.toContain('restoring')
    }
    expect(states.join(' ')).toMatch(/^(empty )+(refused )+(whole ?)+$/)
  },
)
