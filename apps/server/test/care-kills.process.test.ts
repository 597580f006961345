import type { ChildProcess } from 'node:child_process'
import { cpSync, existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { WeftProvider } from '@weft/provider'
import { SeededRandom } from '@weft/testkit'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { Doc } from 'yjs'
import { saveTar } from '../src/archive/archive-files.ts'
import { localCare } from '../src/care/care.ts'
import { runWeft } from './command.ts'
import { gif, see, within, write, type Seen } from './data-world.ts'
import { isLongRun } from './long-run.ts'
import { newPlace } from './new-place.ts'
import { weftHere } from './weft-here.ts'
import { startWeft, type WeftProcess } from './weft-process.ts'

const TEST_MS = 120_000
const DOCUMENTS = 60
/** In how long all of them are dealt with, on a quiet machine, in milliseconds. */
const WORK_MS = 400
const LOOK_MS = 3
const LIVE = 'live'

let base = ''
let archive = ''
let names: readonly string[] = []
let before: Seen

beforeAll(async () => {
  const other = await newPlace()
  base = await newPlace()
  archive = join(await newPlace(), 'archive.tar')
  names = Array.from({ length: DOCUMENTS }, (_, index) => `document ${index}`)
  await within(base, async (folder) => {
    const picture = await folder.images.keep(gif('a picture'))
    for (const name of names)
      await write(folder, name, `old ${name} ${picture.kept ? `images/${picture.name}` : ''}`)
    before = await see(folder)
  })
  await within(other, async (folder) => {
    for (const name of names) await write(folder, name, `new ${name}`)
    const { builder } = folder
    await saveTar(archive, localCare({ ...folder, builder }, 'weft').exported(undefined))
  })
}, TEST_MS)

const JOBS = {
  import: () => ['import', archive, '--existing=replace'],
  compact: () => ['compact'],
  delete: () => ['delete', 'document 1'],
  backup: (data: string) => ['backup', join(data, '..', 'out.tar')],
  export: (data: string) => ['export', '--out', join(data, '..', 'out.tar')],
} as const

const OTHERS = ['compact', 'backup', 'export', 'delete'] as const
/** The one of them that is tried if not all are. */
const other = new SeededRandom(Math.floor(Math.random() * 2 ** 32)).pick(OTHERS)

/** Who is killed; without a server, the command does the work itself. */
const VICTIMS = ['the command alone', 'the command', 'the server'] as const

type JobName = keyof typeof JOBS

/** Resolves when a condition holds, or the process has ended. */
async function until(child: ChildProcess, condition: () => boolean): Promise<void> {
  while (child.exitCode === null && !condition()) await after(LOOK_MS)
}

/** Somebody who writes word after word, and remembers what was reported saved. */
function writer(address: string) {
  const provider = new WeftProvider(`ws://${address}`, LIVE, new Doc(), {
    WebSocketPolyfill: WebSocket,
    disableBc: true,
  })
  onTestFinished(() => provider.destroy())
  const text = provider.doc.getText('text')
  let saved = ''
  const go = async (): Promise<void> => {
    for (let word = 0; provider.shouldConnect; word += 1) {
      text.insert(text.length, `${word} `)
      const written = text.toString()
      await provider.whenSaved()
      saved = written
    }
  }
  // It ends in the middle of a word when the server is killed.
  void go().catch(() => undefined)
  return { saved: () => saved, end: () => provider.destroy() }
}

async function round(job: JobName, victim: (typeof VICTIMS)[number], random: SeededRandom) {
  const data = join(await newPlace(), 'data')
  cpSync(base, data, { recursive: true })
  const out = join(data, '..', 'out.tar')
  let server: WeftProcess | undefined
  let live: ReturnType<typeof writer> | undefined
  if (victim !== 'the command alone') {
    server = startWeft(`--data=${data}`)
    live = writer(await server.address())
    await expect.poll(live.saved).not.toBe('')
  }
  const log = join(data, 'db', 'LOG')
  const openedMs = statSync(log).mtimeMs
  const ended = await runWeft([...JOBS[job](data), `--data=${data}`], (child) => {
    const kill = async (): Promise<void> => {
      await until(child, () => {
        if (job === 'backup' || job === 'export') return existsSync(`${out}.unfinished`)
        if (server) return server.stderr.includes('admin-request')
        // Whoever opens the database begins a new one, and for a moment there is none.
        return statSync(log, { throwIfNoEntry: false })?.mtimeMs !== openedMs
      })
      await after(random.below(WORK_MS))
      if (victim === 'the server') await server?.kill()
      else child.kill('SIGKILL')
    }
    void kill()
  })
  live?.end()
  await server?.kill()
  return { data, out, ended, saved: live?.saved() ?? '' }
}

test.each(isLongRun ? (['import', ...OTHERS] as const) : (['import', other] as const))(
  'kill -9 amid %s: all that was acknowledged is there, and saying it again completes it',
  { timeout: TEST_MS },
  async (job) => {
    const seed = Math.floor(Math.random() * 2 ** 32)
    const random = new SeededRandom(seed)
    const victim = random.pick(VICTIMS)
    // It repeats the choices.
    console.log(`${job}: ${victim} is killed, seed ${seed}`)
    const { data, out, ended, saved } = await round(job, victim, random)
    // Done before, or told that it was not.
    expect(ended.code).toBeOneOf(victim === 'the server' ? [0, 1] : [0, null])
    expect(ended.stderr).not.toContain('    at ')
    const left = await within(data, see)
    expect(left.damage).toEqual([])
    expect(left.texts[LIVE] ?? '').toMatch(new RegExp(`^${saved}`))
    const [changed, missing]: [string[], string[]] = [[], []]
    for (const name of names) {
      const text = left.texts[name]
      if (text === undefined || text === '') missing.push(name)
      else if (text !== before.texts[name]) changed.push(text)
    }
    // Something is always there of what is replaced.
    expect(missing.length).toBeLessThanOrEqual(job === 'delete' ? 1 : 0)
    expect(changed.filter((text) => job !== 'import' || !text.startsWith('new '))).toEqual([])

    const isArchive = job === 'backup' || job === 'export'
    if (isArchive && existsSync(out)) {
      const target = join(data, '..', 'restored')
      const how = job === 'backup' ? ['restore', out] : ['import', out]
      expect(await weftHere(...how, `--data=${target}`)).toMatchObject({ code: 0 })
      expect((await within(target, see)).texts).toMatchObject(before.texts)
      return
    }
    expect(await weftHere(...JOBS[job](data), `--data=${data}`)).toMatchObject({ code: 0 })
    const now = await within(data, see)
    const expected = names.map((name) => {
      if (job === 'import') return `new ${name}`
      return job === 'delete' && name === 'document 1' ? undefined : before.texts[name]
    })
    expect(names.map((name) => now.texts[name])).toEqual(expected)
    expect(now.texts[LIVE] ?? '').toMatch(new RegExp(`^${saved}`))
    expect(await weftHere('check', `--data=${data}`)).toMatchObject({ code: 0 })
  },
)
