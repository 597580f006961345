import { sha256 } from '../archive/item-files.ts'
import type { DataFolder } from './data-folder.ts'
import type { Outcome } from './outcome.ts'
import { WAITS, waitsForMore } from './waits-for-more.ts'
import { bytesOf, damageWords, listed, updatesOf } from './stored-content.ts'
import { wordsOf } from '../words-of.ts'

/** Reads every row of every document, applies every update, and looks at pictures and catalogue. Changes nothing of them. */
export async function* checkData(folder: DataFolder): AsyncGenerator<Outcome> {
  const { storage, images, catalogue } = folder
  if (!folder.filesAreRead) yield FILES_NOT_READ
  for await (const { document } of listed(storage)) yield await checkDocument(folder, document)
  for (const name of await images.names()) {
    const image = await images.read(name)
    if (!image) continue
    const isWhole = sha256(image.bytes) === name.split('.')[0]
    const bytes = image.bytes.length
    yield isWhole
      ? { what: 'image', name, is: 'done', bytes }
      : { what: 'image', name, is: 'damaged', bytes, because: IMAGE_DAMAGED }
  }
  for (const [area, entries] of await catalogue.read()) {
    for (const [key, text] of entries) {
      const name = `${area} ${key}`
      yield isJson(text)
        ? { what: 'catalogue', name, is: 'done', bytes: text.length }
        : { what: 'catalogue', name, is: 'damaged', bytes: text.length, because: ENTRY_DAMAGED }
    }
  }
}

/** Of a server that runs. */
const FILES_NOT_READ: Outcome = {
  what: 'file',
  name: 'db',
  is: 'left',
  bytes: 0,
  because:
    'the server has the files of the database open; every row in them was read, and its checksum compared, but not what lies between the rows. Stop it and run this again to have the files read, too',
}
const ASK = 'a client that has those brings them when it opens the document'
const REMEDY =
  'the rest of it is served, and clients bring back what they still have; to begin it anew with the rest, export it and import that with --existing replace'
const IMAGE_DAMAGED = 'it is not what its name says; restore it from a backup'
const ENTRY_DAMAGED = 'it cannot be read, and counts for nothing'

async function checkDocument({ storage, builder }: DataFolder, document: string): Promise<Outcome> {
  const outcome = (is: Outcome['is'], bytes: number, because?: string): Outcome => ({
    what: 'document',
    name: document,
    is,
    bytes,
    ...(because === undefined ? {} : { because }),
  })
  let bytes = 0
  try {
    const stored = await storage.load(document)
    // Deleted meanwhile.
    if (!stored) return outcome('same', 0)
    const updates = updatesOf(stored)
    bytes = bytesOf(updates)
    const pieces = await builder.compact(updates)
    const damage = damageWords(stored).join('; ')
    if (damage === '' && waitsForMore(pieces)) return outcome('damaged', bytes, `${WAITS}; ${ASK}`)
    if (damage === '') return outcome('done', bytes)
    return outcome('damaged', bytes, `${damage}; ${REMEDY}`)
  } catch (error) {
    return outcome('damaged', bytes, `${wordsOf(error)}; restore it from a backup`)
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
