import { join } from 'node:path'
import { setTimeout as pass } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { mutantArgs, trustsFailedDatabase } from '../src/mutant.ts'
import { People, until } from '../src/people.ts'
import { health, readiness } from '../src/server-health.ts'
import { SmallDisk } from '../src/small-disk.ts'
import { WeftCommand } from '../src/weft-command.ts'

/** Storage keeps 64 MiB free, or does not write; a little more than that is there. */
const DISK_MEBIBYTES = 70
const HALF_FULL_BYTES = 30 * 1024 * 1024
const DOCUMENTS = ['letter', 'minutes']

async function smallDisk(): Promise<SmallDisk> {
  const disk = await SmallDisk.make(DISK_MEBIBYTES)
  onTestFinished(() => disk.end())
  return disk
}

function start(
  disk: SmallDisk,
  args: readonly string[] = [],
  nodeArgs: readonly string[] = [],
): WeftCommand {
  const data = join(disk.path, 'data')
  const command = new WeftCommand({ data, args, nodeArgs, through: disk.through })
  // The last to be registered runs first, so the disk is free of it when it goes.
  onTestFinished(async () => void (await command.kill()))
  return command
}

async function withPeople(command: WeftCommand) {
  const url = await command.url()
  const people = new People(DOCUMENTS)
  onTestFinished(() => people.leave())
  await people.come(url)
  await people.write(10)
  await people.allSaved()
  return { url, people }
}

/** How many words each writes while the disk runs full. */
const WORDS_AMID = 201

/** Fills the disk while people write, so that a write meets it and not only the look for free space before. */
async function fillAmidWriting(disk: SmallDisk, people: People): Promise<void> {
  // Free space is looked for once a second, when something is written. So that it has just been found:
  await pass(1_100)
  await people.write(1)
  await people.allSaved()
  const writing = people.write(WORDS_AMID - 1)
  await disk.fill()
  await writing
}

async function afterRestart(disk: SmallDisk, people: People) {
  people.leave()
  const url = await start(disk).url()
  return { missing: await people.missing(url), words: await people.wordsAt(url) }
}

const messages = (command: WeftCommand): string =>
  command
    .logged('storage-failed')
    .map(({ message }) => String(message))
    .join('\n')

test('a disk that runs full under typing: it says so, serves on, recovers by itself, and loses nothing', async () => {
  const disk = await smallDisk()
  console.log(`the small disk is had by a ${disk.by}`)
  const command = start(disk)
  const { url, people } = await withPeople(command)
  await fillAmidWriting(disk, people)
  await people.allReport('failed')
  // It was LevelDB itself that met the end of the disk.
  expect(messages(command)).toContain('no space is left')
  const { reported } = people
  await people.write(5)
  await people.allShared()
  await until('readiness tells how much is not saved', async () => {
    const { status, body } = await readiness(url)
    expect(status).toBe(503)
    return body.unsaved !== undefined && body.unsaved.edits >= people.unsaved
  })
  expect(await health(url)).toBe(200)
  const tried = command.logged('storage-failed').length
  await until('it was tried again', () => command.logged('storage-failed').length >= tried + 2)
  expect(people.reported).toBe(reported)
  expect(people.unsaved).toBeGreaterThan(0)

  await disk.empty()
  await people.allSaved()
  expect(await readiness(url)).toMatchObject({ status: 200 })
  expect(command.logged('storage-recovered').length).toBeGreaterThan(0)
  await people.write(5)
  await people.allSaved()
  await command.kill()
  expect(await afterRestart(disk, people)).toEqual({
    missing: [],
    words: 4 * (10 + WORDS_AMID + 5 + 5),
  })
})

test('killed while the disk is full, it has all that was reported saved when there is room again', async () => {
  const disk = await smallDisk()
  const command = start(disk)
  const { people } = await withPeople(command)
  await fillAmidWriting(disk, people)
  await people.allReport('failed')
  await command.kill()
  people.leave()
  await disk.empty()
  expect((await afterRestart(disk, people)).missing).toEqual([])
})

test('the floor of free space: it stops writing before the disk is full', async () => {
  const disk = await smallDisk()
  const command = start(disk)
  const { url, people } = await withPeople(command)
  await disk.fill(HALF_FULL_BYTES)
  await pass(1_100)
  await people.write(5)
  await people.allReport('failed')
  expect(messages(command)).toMatch(/its disk has \d+ MiB left, and 64 MiB must stay free/)
  expect(await readiness(url)).toMatchObject({ status: 503, body: { status: 'not-saving' } })
  await disk.empty()
  await people.allSaved()
  await command.kill()
  expect(await afterRestart(disk, people)).toEqual({ missing: [], words: 4 * 15 })
})

test('started on a full disk it says so and exits with 1; with room again it starts and has everything', async () => {
  const disk = await smallDisk()
  const command = start(disk)
  const { people } = await withPeople(command)
  await command.kill()
  people.leave()
  await disk.fill()
  const { code, stderr } = await start(disk).ended()
  expect(code).toBe(1)
  expect(stderr).toMatch(/^Cannot keep documents in "[^"]+": the disk is full\. Free some space/m)
  await disk.empty()
  expect(await afterRestart(disk, people)).toEqual({ missing: [], words: 4 * 10 })
})

test('stopped on a full disk it says what was not saved, and exits with 1', async () => {
  const disk = await smallDisk()
  const command = start(disk, ['--drain-timeout=1'])
  const { people } = await withPeople(command)
  await fillAmidWriting(disk, people)
  await people.allReport('failed')
  command.signal('SIGTERM')
  const { code, stdout } = await command.ended()
  expect(code).toBe(1)
  expect(stdout).toMatch(/^Not saved: \d+ edits \(\d+ bytes\) in 2 documents: /m)
  await disk.empty()
  expect((await afterRestart(disk, people)).missing).toEqual([])
})

test('stopped on a full disk that has room again in time, it saves everything and exits with 0', async () => {
  const disk = await smallDisk()
  const command = start(disk, ['--drain-timeout=20'])
  const { people } = await withPeople(command)
  await fillAmidWriting(disk, people)
  await people.allReport('failed')
  await people.allShared()
  command.signal('SIGTERM')
  await pass(500)
  await disk.empty()
  expect(await command.ended()).toMatchObject({ code: 0 })
  expect(await afterRestart(disk, people)).toEqual({ missing: [], words: 4 * (10 + WORDS_AMID) })
})

test('a server that goes on with the database whose write has failed is caught', async () => {
  const disk = await smallDisk()
  const command = start(disk, [], mutantArgs(trustsFailedDatabase))
  const { people } = await withPeople(command)
  await fillAmidWriting(disk, people)
  await people.allReport('failed')
  await disk.empty()
  await people.allSaved()
  await people.write(50)
  await people.allSaved()
  await command.kill()
  expect((await afterRestart(disk, people)).missing.length).toBeGreaterThan(0)
})
