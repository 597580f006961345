import type { StoredDocument } from '@weft/storage'

/** How the address of every picture of this server goes on before its name, whatever stands before that. */
const FOLDER = Buffer.from('images/')
const NAME = /^[0-9a-f]{64}\.(?:png|jpg|gif|webp|avif)/
const LONGEST_NAME = 69

/**
 * The names of the pictures whose addresses stand in what is stored of a document, also in what was erased and is still
 * kept. It looks at the bytes: Yjs keeps each attribute and pasted text in one piece. Rather one too many than one
 * forgotten.
 */
export function imagesIn({ snapshot, records }: StoredDocument): Set<string> {
  const names = new Set<string>()
  for (const piece of snapshot?.pieces ?? []) addNames(piece, names)
  for (const { updates } of records) for (const { update } of updates) addNames(update, names)
  return names
}

function addNames(update: Uint8Array, names: Set<string>): void {
  const bytes = Buffer.from(update.buffer, update.byteOffset, update.byteLength)
  let at = bytes.indexOf(FOLDER)
  while (at !== -1) {
    const start = at + FOLDER.length
    const [name] = NAME.exec(bytes.toString('latin1', start, start + LONGEST_NAME)) ?? []
    if (name !== undefined) names.add(name)
    at = bytes.indexOf(FOLDER, start)
  }
}
