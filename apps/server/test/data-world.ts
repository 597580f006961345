import { Doc, applyUpdate, encodeStateAsUpdate } from 'yjs'
import type { DataFolder } from '../src/care/data-folder.ts'
import { openFolder } from '../src/care/open-folder.ts'
import type { Outcome } from '../src/care/outcome.ts'
import { damageWords, listed, updatesOf } from '../src/care/stored-content.ts'

/** A picture that is another for each text. */
export const gif = (text: string): Buffer =>
  Buffer.concat([Buffer.from('GIF89a\x01\0\x01\0'), Buffer.from(text)])

/** One update that writes this. */
export function updateOf(text: string): Uint8Array {
  const doc = new Doc()
  doc.getText('text').insert(0, text)
  return encodeStateAsUpdate(doc)
}

/** Opens a data folder for as long as a job takes. */
export async function within<T>(data: string, job: (folder: DataFolder) => Promise<T>): Promise<T> {
  const { folder, close } = await openFolder(data, true)
  try {
    return await job(folder)
  } finally {
    await close()
  }
}

export async function all<T>(values: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const value of values) found.push(value)
  return found
}

/** The outcomes with which something is wrong. */
export const wrong = (outcomes: readonly Outcome[]): Outcome[] =>
  outcomes.filter(({ is }) => is === 'failed' || is === 'damaged')

/** A document with a text, in as many records as it has words. */
export async function write({ storage }: DataFolder, document: string, text: string) {
  await storage.create(document, `epoch of ${document}`, 1)
  const doc = new Doc()
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  for (const word of text.split(' ')) {
    const content = doc.getText('text')
    content.insert(content.length, content.length === 0 ? word : ` ${word}`)
  }
  for (const update of updates)
    await storage.append([{ document, updates: [{ update, user: 'ada', timeMs: 2 }] }])
}

/** All that people would see of a data folder. */
export interface Seen {
  readonly texts: Readonly<Record<string, string>>
  readonly titles: Readonly<Record<string, string | undefined>>
  readonly deleted: readonly string[]
  readonly images: readonly string[]
  readonly damage: readonly string[]
}

export async function see(folder: DataFolder): Promise<Seen> {
  const { storage, titles, deletions, images } = folder
  const texts: [string, string][] = []
  const damage: string[] = []
  for await (const { document } of listed(storage)) {
    const stored = await storage.load(document)
    if (!stored) continue
    damage.push(...damageWords(stored))
    const doc = new Doc()
    for (const update of updatesOf(stored)) applyUpdate(doc, update)
    texts.push([document, doc.getText('text').toString()])
  }
  return {
    texts: Object.fromEntries(texts),
    titles: Object.fromEntries(texts.map(([name]) => [name, titles.of(name)])),
    deleted: [...deletions.entries()].map(([name, { removedMs }]) =>
      removedMs === undefined ? name : `${name}, removed`,
    ),
    images: [...(await images.names())].sort(),
    damage,
  }
}
