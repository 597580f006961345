import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Doc } from 'yjs'
import { DocumentClient } from './document-client.ts'
import { editsIn, NumberedWriter, type NumberedEdit } from './numbered-writer.ts'
import { storedDocuments } from './stored-documents.ts'
import { emptyFolder, startWeft } from './weft-process.ts'

const WRITERS = 100
const IN_ONE_DOCUMENT = 40
const OTHER_DOCUMENTS = 10
/** So many of them write each time, one after the other. */
const AT_A_TIME = 10
const EVERY_MS = 50
/** The last but one writer and who reads along: whenever the server ends, there is an edit that it has just passed on. */
const FAST_FROM = WRITERS - 2
const FAST_MS = 2
const DELAY_S = 1.5
const WINDOW_S = 3
const PATIENCE = { timeout: 60_000 }

/** People in one busy document and in some others, who write until the test ends or they are told to stop. */
async function startWriters(
  address: string,
): Promise<{ writers: NumberedWriter[]; stop: () => void }> {
  const writers = Array.from({ length: WRITERS }, (_, index) => {
    const quiet = index < FAST_FROM ? `document ${index % OTHER_DOCUMENTS}` : 'fast'
    return new NumberedWriter(address, index < IN_ONE_DOCUMENT ? 'busy' : quiet, index)
  })
  await expect.poll(() => writers.every(({ isSynced }) => isSynced), PATIENCE).toBe(true)
  let next = 0
  const timer = setInterval(() => {
    for (let count = 0; count < AT_A_TIME; count += 1) writers[next++ % WRITERS]?.write()
  }, EVERY_MS)
  const fast = setInterval(() => writers[FAST_FROM]?.write(), FAST_MS)
  const stop = (): void => {
    clearInterval(timer)
    clearInterval(fast)
  }
  onTestFinished(stop)
  return { writers, stop }
}

const statusOf = async (address: string, path: string): Promise<number> =>
  (await fetch(`http://${address}${path}`)).status

const byDocument = (docs: ReadonlyMap<string, Doc>) => (document: string) => {
  const doc = docs.get(document)
  return doc === undefined ? [] : editsIn(doc)
}

test('a restart under a hundred people who write loses none of their edits and doubles none, and they come back spread over the window', async () => {
  const data = await emptyFolder()
  const weft = startWeft(`--data=${data}`, `--drain-delay=${DELAY_S}`, `--drain-window=${WINDOW_S}`)
  const address = await weft.address()
  const { writers, stop } = await startWriters(address)
  await expect.poll(() => writers.every(({ saved }) => saved > 1), PATIENCE).toBe(true)

  weft.signal('SIGTERM')
  await expect.poll(() => statusOf(address, '/readyz')).toBe(503)
  expect(await statusOf(address, '/healthz')).toBe(200)
  expect(writers.filter(({ isAway }) => isAway)).toEqual([])
  expect(await weft.ended()).toMatchObject({ code: 0 })

  // What was reported saved, and what others got to see, is what a server that ended well may not have lost.
  const saved = writers.map((writer) => writer.edits(writer.saved))
  const heard = new Map<string, Set<NumberedEdit>>()
  for (const writer of writers) {
    const set = heard.get(writer.document) ?? new Set()
    heard.set(writer.document, set)
    for (const edit of writer.heard) set.add(edit)
  }
  const writtenBefore = writers.map(({ written }) => written)
  const copy = join(await emptyFolder(), 'copy')
  await cp(data, copy, { recursive: true, filter: (path) => !path.endsWith('.sock') })

  const again = startWeft(`--data=${data}`, `--port=${address.split(':')[1]}`)
  await again.address()
  // They wrote while there was no server.
  expect(writers.filter(({ written }, index) => written > (writtenBefore[index] ?? 0))).not.toEqual(
    [],
  )
  const isBack = ({ isAway, isSynced }: NumberedWriter): boolean => isAway && isSynced
  await expect.poll(() => writers.filter((writer) => !isBack(writer)).length, PATIENCE).toBe(0)
  stop()
  await Promise.all(writers.map((writer) => writer.whenSaved()))

  const stoppedWith = byDocument(await storedDocuments(copy))
  for (const [index, writer] of writers.entries()) {
    const stored = writer.ownIn(stoppedWith(writer.document))
    expect(stored.slice(0, saved[index]?.length)).toEqual(saved[index])
  }
  for (const [document, edits] of heard) {
    const stored = new Set(stoppedWith(document))
    expect([...edits].filter((edit) => !stored.has(edit))).toEqual([])
  }

  // All is there, once and in order: for who comes now, and on the disk of a server that is killed.
  for (const document of heard.keys()) {
    const fresh = new DocumentClient(address, document)
    const all = writers.filter((writer) => writer.document === document)
    await expect
      .poll(() => all.map((writer) => writer.ownIn(editsIn(fresh.doc))))
      .toEqual(all.map((writer) => writer.edits()))
  }
  await again.kill()
  const killedWith = byDocument(await storedDocuments(data))
  for (const writer of writers)
    expect(writer.ownIn(killedWith(writer.document))).toEqual(writer.edits())

  // Evenly it would be a quarter in each; who ignored the window would come within the first.
  const quarterMs = (WINDOW_S * 1000) / 4
  const quarters = writers.map(({ firstReturnMs = 0 }) => Math.floor(firstReturnMs / quarterMs))
  for (const quarter of [0, 1, 2, 3])
    expect(quarters.filter((each) => each === quarter).length).toBeLessThan(WRITERS / 2)
}, 120_000)
