import { mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pass } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { People, until } from '../src/people.ts'
import { health, readiness } from '../src/server-health.ts'
import { WeftCommand } from '../src/weft-command.ts'

// Storage that fails while running, on any machine: its folder is moved away, and back. What a full disk does is in the
// system tests.

const DOCUMENTS = ['letter', 'minutes']
const WORDS = 10
/** All of both documents: two people each. */
const EDITS = WORDS * DOCUMENTS.length * 2

/** A folder whose database can be taken away from a running server. */
class Folder {
  readonly data: string
  readonly #database: string

  private constructor(data: string) {
    this.data = data
    this.#database = join(data, 'db')
  }

  static async make(): Promise<Folder> {
    const data = await mkdtemp(join(tmpdir(), 'weft-failing-'))
    onTestFinished(() => rm(data, { recursive: true, force: true }))
    return new Folder(data)
  }

  takeAway(): Promise<void> {
    return rename(this.#database, `${this.#database}.away`)
  }

  bringBack(): Promise<void> {
    return rename(`${this.#database}.away`, this.#database)
  }
}

function start({ data }: Folder, ...args: string[]): WeftCommand {
  const command = new WeftCommand({ data, args })
  onTestFinished(() => void command.kill())
  return command
}

/** Two people in each document, who have saved some words and then some more that the disk does not take. */
async function withUnsaved(
  folder: Folder,
  ...args: string[]
): Promise<{ readonly command: WeftCommand; readonly url: string; readonly people: People }> {
  const command = start(folder, ...args)
  const url = await command.url()
  const people = new People(DOCUMENTS)
  onTestFinished(() => people.leave())
  await people.come(url)
  await people.write(WORDS)
  await people.allSaved()
  await folder.takeAway()
  // The server has looked at its folder a moment ago, and looks again after a second.
  await pass(1_100)
  await people.write(WORDS)
  await command.firstLogged('storage-failed')
  return { command, url, people }
}

/** Starts it again, with nobody there, and looks what is missing of all that was reported saved. */
async function afterRestart(folder: Folder, people: People) {
  people.leave()
  const url = await start(folder).url()
  return { missing: await people.missing(url), words: await people.wordsAt(url) }
}

test('while storage fails peers and /readyz say so, all is shared, and all is saved when it works again', async () => {
  const folder = await Folder.make()
  const { command, url, people } = await withUnsaved(folder)
  await people.allReport('failed')
  await people.allShared()
  const { reported } = people
  await until('all edits are with the server', async () => {
    const { status, body } = await readiness(url)
    expect([status, body.status]).toEqual([503, 'not-saving'])
    return body.unsaved?.edits === EDITS
  })
  expect(people.unsaved).toBe(EDITS)
  expect((await readiness(url)).body.unsaved).toMatchObject({ documents: 2 })
  expect(await health(url)).toBe(200)
  // Some attempts later it is as it was.
  await until('it was tried again', () => command.logged('storage-failed').length >= 4)
  expect([people.unsaved, people.reported]).toEqual([EDITS, reported])

  await folder.bringBack()
  await people.allSaved()
  expect(command.logged('storage-recovered')).toHaveLength(1)
  expect(await readiness(url)).toMatchObject({ status: 200, body: { status: 'ok' } })
  await command.kill()
  expect(await afterRestart(folder, people)).toEqual({ missing: [], words: 2 * EDITS })
})

test('attempts come at growing and uneven distances', async () => {
  const { command } = await withUnsaved(await Folder.make())
  await until('it was tried six times', () => command.logged('storage-failed').length >= 6)
  const at = command.logged('storage-failed').map(({ time }) => Date.parse(String(time)))
  const pauses = at.slice(1).map((time, index) => time - (at[index] ?? 0))
  // 50 to 100 ms, 100 to 200, 200 to 400 … and what the attempt itself takes.
  pauses.forEach((pause, index) => expect(pause).toBeGreaterThanOrEqual(50 * 2 ** index - 2))
  expect(
    new Set(pauses.map((pause, index) => Math.round(pause / 2 ** index))).size,
  ).toBeGreaterThan(1)
})

test('what the disk did not take is kept when everybody has gone, and saved when it works again', async () => {
  const folder = await Folder.make()
  const { command, url, people } = await withUnsaved(folder)
  people.leave()
  await folder.bringBack()
  await until('it saves again', async () => (await readiness(url)).status === 200)
  // Saved is said in order: when an edit after them is, those that nobody was there to hear of are, too.
  await people.come(url)
  await people.write(1)
  await people.allSaved()
  await command.kill()
  const words = 2 * EDITS + people.typists.length
  expect(await afterRestart(folder, people)).toEqual({ missing: [], words })
})

test('stopped while storage fails, it tries until its limit, says what was not saved, and exits with 1', async () => {
  const folder = await Folder.make()
  const { command, people } = await withUnsaved(folder, '--drain-timeout=2')
  await people.allShared()
  const tried = command.logged('storage-failed').length
  const startMs = performance.now()
  command.signal('SIGTERM')
  const { code, stdout } = await command.ended()
  expect(code).toBe(1)
  expect(performance.now() - startMs).toBeGreaterThan(1_900)
  expect(command.logged('storage-failed').length).toBeGreaterThanOrEqual(tried + 3)
  expect(stdout).toMatch(
    /^Not saved: 40 edits \(\d+ bytes\) in 2 documents: "\w+" \(20 edits\), "\w+" \(20 edits\)\./m,
  )
  expect(command.logged('not-saved')).toMatchObject([{ documents: 2, edits: EDITS }])
  await folder.bringBack()
  expect(await afterRestart(folder, people)).toMatchObject({ missing: [] })
})

test('if storage works again before that limit, all is saved, and it exits with 0', async () => {
  const folder = await Folder.make()
  const { command, people } = await withUnsaved(folder, '--drain-timeout=20')
  await people.allShared()
  command.signal('SIGTERM')
  await command.until('stops', () => command.stdout.includes('Stopping'))
  await pass(1_000)
  await folder.bringBack()
  expect(await command.ended()).toMatchObject({ code: 0 })
  expect(await afterRestart(folder, people)).toEqual({ missing: [], words: 2 * EDITS })
})

test('a second signal ends it at once, and it still says what was not saved', async () => {
  const { command, people } = await withUnsaved(await Folder.make(), '--drain-timeout=20')
  await people.allShared()
  command.signal('SIGTERM')
  await command.until('stops', () => command.stdout.includes('Stopping'))
  await pass(300)
  const startMs = performance.now()
  command.signal('SIGTERM')
  const { code, stdout } = await command.ended()
  expect(performance.now() - startMs).toBeLessThan(5_000)
  expect(code).toBe(1)
  expect(stdout).toContain('Not saved: 40 edits')
})
