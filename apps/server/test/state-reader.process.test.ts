import { MemoryStorage, type DocumentStorage } from '@weft/storage'
import { expect, test } from 'vitest'
import { Doc, encodeStateAsUpdate } from 'yjs'
import { StateReader } from '../dist/admin/state/state-reader.js'

const waiting = new AbortController().signal
const limits = { maxBytes: 1_000_000, maxHeapMiB: 64, maxMs: 60_000, maxWaiting: 20 }
const hello = updateOf((doc) => doc.getText('text').insert(0, 'Hello'))

function updateOf(write: (doc: Doc) => void): Uint8Array {
  const doc = new Doc()
  doc.transact(() => write(doc))
  return encodeStateAsUpdate(doc)
}

/** Storage with these documents. */
async function storageWith(documents: Readonly<Record<string, readonly Uint8Array[]>>) {
  const storage = new MemoryStorage()
  for (const [document, updates] of Object.entries(documents)) {
    await storage.create(document, 'epoch', 0)
    const records = updates.map((update) => ({ update, user: undefined, timeMs: 0 }))
    await storage.append([{ document, updates: records }])
  }
  return storage
}

/** What is shown of a document that somebody made to do harm, and whether the next one is still shown. */
async function shown(updates: readonly Uint8Array[], given: Partial<typeof limits> = {}) {
  const storage = await storageWith({ hostile: updates, harmless: [hello] })
  const reader = new StateReader(storage, () => ({ ...limits, ...given }))
  const result = await reader.read('hostile', waiting).then(JSON.stringify, String)
  const next = new StateReader(storage, () => limits)
  expect(await next.read('harmless', waiting)).toMatchObject({ roots: [{ value: 'Hello' }] })
  return result
}

/** An update whose only value is nested so deep that no writer of ours could have written it. */
function deepUpdate(depth: number): Uint8Array {
  const leaf = Buffer.from([119, 4, ...Buffer.from('LEAF')])
  const flat = Buffer.from(updateOf((doc) => doc.getArray('a').push(['LEAF'])))
  const at = flat.indexOf(leaf)
  // An array of one value, in lib0's encoding of JSON.
  const nesting = Buffer.alloc(2 * depth, Buffer.from([117, 1]))
  return Buffer.concat([flat.subarray(0, at), nesting, flat.subarray(at)])
}

test('a document that needs too much memory ends its thread, and nothing else', async () => {
  // Each is an item of its own, some 400 bytes of heap for 12 that are stored.
  const many = updateOf((doc) => {
    for (let item = 0; item < 200_000; item += 1) doc.getArray('a').insert(0, [item])
  })
  expect(await shown([many], { maxBytes: 10_000_000, maxHeapMiB: 32 })).toMatch(
    /needs more memory than there is for that \(32 MiB\)\. Export it/,
  )
})

test('a document that takes too long is given up', async () => {
  const updates: Uint8Array[] = []
  const doc = new Doc()
  doc.on('update', (update: Uint8Array) => updates.push(update))
  for (let at = 0; at < 10_000; at += 1) doc.getText('text').insert(at, 'x')
  const beganMs = performance.now()
  // The other way round each waits for the one after it, and all that wait are merged each time.
  expect(await shown(updates.reverse(), { maxMs: 300 })).toContain('took longer than 0.3 seconds')
  expect(performance.now() - beganMs).toBeLessThan(10_000)
})

test.each([
  ['nested a thousand deep is cut', [deepUpdate(1_000)], /"isCut":true/],
  ['nested so deep that nobody can read it is told', [deepUpdate(400_000)], /call stack/],
  ['of bytes that are no update is told', [Uint8Array.of(1, 2, 3)], /Cannot show what is in/],
  ['of more than may be read is not read', [new Uint8Array(1_000_001)], /more than.*Export/],
])('what is %s', async (_what, updates, words) => {
  expect(await shown(updates)).toMatch(words)
})

test('of a hundred that ask at once some wait, one is read at a time, and the others come again', async () => {
  let begun = 0
  const begunAtEnds: number[] = []
  const real = await storageWith({ harmless: [hello] })
  const storage: Pick<DocumentStorage, 'load'> = {
    load: (document, options) => {
      begun += 1
      return real.load(document, options)
    },
  }
  const reader = new StateReader(storage, () => ({ ...limits, maxWaiting: 3 }))
  const asked = await Promise.all(
    Array.from({ length: 100 }, () =>
      reader.read('harmless', waiting).then(
        () => {
          begunAtEnds.push(begun)
          return 'shown'
        },
        (error: unknown) => String(error),
      ),
    ),
  )
  expect(asked.filter((answer) => answer === 'shown')).toHaveLength(4)
  expect(asked.filter((answer) => answer.includes('Try again in a moment'))).toHaveLength(96)
  // When one ends, the next may have begun, and not the one after it.
  begunAtEnds.forEach((count, before) => expect(count - before).toBeLessThanOrEqual(2))
  expect(await reader.read('harmless', waiting)).toBeDefined()
})

test('who went away meanwhile has nothing read', async () => {
  const storage = await storageWith({ harmless: [hello] })
  const reader = new StateReader(storage, () => limits)
  const gone = new AbortController()
  const first = reader.read('harmless', gone.signal)
  const second = reader.read('harmless', gone.signal)
  gone.abort()
  await expect(first).rejects.toThrow()
  await expect(second).rejects.toThrow()
  expect(await reader.read('harmless', waiting)).toBeDefined()
})
