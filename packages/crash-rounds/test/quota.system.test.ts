import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { People, until } from '../src/people.ts'
import { readiness } from '../src/server-health.ts'
import { readWords } from '../src/typist.ts'
import { WeftCommand } from '../src/weft-command.ts'
import { within } from '../src/within.ts'

// A quota as the server sees it: the disk has room, and no file may grow. The system's limit for files of a process does
// the same, and needs no rights.

const WORDS = 10
const ANSWER_MS = 5_000

async function limitFiles({ pid }: WeftCommand, bytes: number | 'unlimited'): Promise<void> {
  await promisify(execFile)('prlimit', [`--pid=${pid}`, `--fsize=${bytes}:unlimited`])
}

async function start(data: string): Promise<{ command: WeftCommand; url: string }> {
  const command = new WeftCommand({ data })
  onTestFinished(async () => void (await command.kill()))
  return { command, url: await command.url() }
}

test('over its quota it says so, serves also what was not open, recovers by itself, and loses nothing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'weft-quota-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const data = join(folder, 'data')

  const first = await start(data)
  const others = new People(['not open'])
  await others.come(first.url)
  await others.write(WORDS)
  await others.allSaved()
  others.leave()
  await first.command.kill()

  const { command, url } = await start(data)
  const people = new People(['letter', 'minutes'])
  onTestFinished(() => people.leave())
  await people.come(url)
  await people.write(WORDS)
  await people.allSaved()
  await limitFiles(command, 0)
  await people.write(WORDS)
  await people.allReport('failed')
  await people.allShared()
  const { reported } = people
  await until('it was tried again', () => command.logged('storage-failed').length >= 4)
  expect(people.reported).toBe(reported)
  expect(await readiness(url)).toMatchObject({ status: 503, body: { status: 'not-saving' } })
  const words = await within(ANSWER_MS, readWords(url, 'not open'), 'the other is not served')
  expect(words).toHaveLength(2 * WORDS)

  await limitFiles(command, 'unlimited')
  await people.allSaved()
  expect(await readiness(url)).toMatchObject({ status: 200 })
  await command.kill()
  people.leave()
  const again = await start(data)
  expect(await people.missing(again.url)).toEqual([])
  expect(await people.wordsAt(again.url)).toBe(4 * 2 * WORDS)
})
