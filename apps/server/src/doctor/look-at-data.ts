import { open, readdir, rm, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { requireOwner } from '../care/require-owner.ts'
import { StartProblem } from '../start-problem.ts'
import { openLevelStorage } from '@weft/storage-level'
import { StorageError } from '@weft/storage'
import { note, right, wrong, type Finding } from './finding.ts'
import { wordsOf } from '../words-of.ts'

const MIB = 1024 * 1024
const LEAST_FREE_BYTES = 1024 * MIB
const SYNCS = 5
const SLOW_SYNC_MS = 100
const FUTURE_MS = 60_000

/**
 * Looks at the data folder: whether it is there and can be written, how much of the disk is free, how long it takes until
 * something is on it, whether the documents can be opened. Nothing stays behind.
 *
 * @param nowMs Wall-clock time in milliseconds since 1970.
 */
export async function lookAtData(data: string, nowMs: number): Promise<readonly Finding[]> {
  const names = await readdir(data).catch((error: unknown) => wordsOf(error))
  if (typeof names === 'string') {
    if (names.startsWith('ENOENT'))
      return [note('data', `there is no folder "${data}" yet; the first start makes it`)]
    const remedy = names.startsWith('ENOTDIR')
      ? 'Name a folder with --data'
      : 'Give it to the user of Weft'
    return [wrong('data', `"${data}" cannot be read: ${names}`, remedy)]
  }
  return [
    await freeSpace(data),
    await syncTime(data),
    ...(await whoElseReads(data)),
    await documents(data, names),
    await timesIn(data, names, nowMs),
  ]
}

async function freeSpace(data: string): Promise<Finding> {
  const { bavail, bsize, blocks } = await statfs(data)
  const [free, all] = [bavail * bsize, blocks * bsize]
  const found = `${gib(free)} of ${gib(all)} are free`
  return free < LEAST_FREE_BYTES
    ? wrong('disk', found, 'Free some space: with a full disk nothing that people write is saved')
    : right('disk', found)
}

const gib = (bytes: number): string => `${(bytes / 1024 / MIB).toFixed(1)} GiB`

async function syncTime(data: string): Promise<Finding> {
  const path = join(data, `.doctor-${process.pid}`)
  try {
    const file = await open(path, 'wx', 0o600)
    try {
      const times: number[] = []
      for (let each = 0; each < SYNCS; each += 1) {
        await file.write('x'.repeat(4_096))
        const since = performance.now()
        await file.sync()
        times.push(performance.now() - since)
      }
      const median = times.sort((one, other) => one - other)[SYNCS >> 1] ?? 0
      const found = `it takes ${median.toFixed(1)} ms until something is on it for good`
      return median > SLOW_SYNC_MS
        ? wrong(
            'disk speed',
            found,
            'Use a local disk: "saved" waits for this each time, and everybody sees it',
          )
        : right('disk speed', found)
    } finally {
      await file.close()
    }
  } catch (error) {
    return wrong(
      'permissions',
      `"${data}" cannot be written: ${wordsOf(error)}`,
      'Give the folder to the user of Weft, and run doctor as that user',
    )
  } finally {
    await rm(path, { force: true }).catch(() => undefined)
  }
}

/** Rights of those who are neither the owner nor of the owner's group. */
const FOR_OTHERS = 0o007

/** Whether others may enter the folder and its database. What Windows says of rights is not looked at. */
async function whoElseReads(data: string): Promise<readonly Finding[]> {
  if (process.platform === 'win32') return []
  const folders = await Promise.all(
    [data, join(data, 'db')].map((path) => stat(path).catch(() => undefined)),
  )
  if (!folders.every((folder) => folder && (folder.mode & FOR_OTHERS) !== 0)) return []
  const found = `everybody on this machine can read the documents in "${data}"`
  return [wrong('permissions', found, `Say: chmod -R go= "${data}"`)]
}

async function documents(data: string, names: readonly string[]): Promise<Finding> {
  if (names.length === 0) return note('documents', `"${data}" is empty`)
  try {
    await requireOwner(data)
    const storage = await openLevelStorage({ path: data })
    await storage.close()
    return right('documents', 'the database opens; no server is running on it')
  } catch (error) {
    if (error instanceof StorageError && error.code === 'LOCKED')
      return right('documents', 'a running server has them open')
    if (error instanceof StartProblem)
      return wrong('documents', wordsOf(error), 'Run doctor as that user, too')
    return wrong(
      'documents',
      `the database does not open: ${wordsOf(error)}`,
      'Do not start on it before you have a copy of the folder',
    )
  }
}

async function timesIn(data: string, names: readonly string[], nowMs: number): Promise<Finding> {
  const times = await Promise.all(
    names.map((name) =>
      stat(join(data, name)).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    ),
  )
  const ahead = Math.max(0, ...times) - nowMs
  return ahead > FUTURE_MS
    ? wrong(
        'clock',
        `files were written ${Math.round(ahead / 1000)} s after what this machine takes for now`,
        'Set the clock, and keep it right with NTP: tokens and deleted documents end by it',
      )
    : right('clock', 'it is not behind the data folder')
}
