import type { DocumentStorage, StoredDocument } from '@weft/storage'

/** Documents listed at a time. */
const PAGE = 1000

/** All updates of a stored document, in order, but for those that were quarantined. */
export function updatesOf({ snapshot, records }: StoredDocument): Uint8Array[] {
  const all = [
    ...(snapshot?.pieces ?? []),
    ...records.flatMap(({ updates }) => updates.map(({ update }) => update)),
  ]
  return all.filter(({ length }) => length > 0)
}

export const bytesOf = (updates: readonly Uint8Array[]): number =>
  updates.reduce((sum, { length }) => sum + length, 0)

/** Every document, a page at a time, while others come and go. */
export async function* listed(storage: Pick<DocumentStorage, 'list'>) {
  for (let after: string | undefined; ;) {
    const page = await storage.list({ limit: PAGE, ...(after === undefined ? {} : { after }) })
    yield* page
    after = page.at(-1)?.document
    if (page.length < PAGE) return
  }
}

/** The one with this name; undefined when there is none. */
export async function entryOf(storage: Pick<DocumentStorage, 'list'>, document: string) {
  const [first] = await storage.list({ prefix: document, limit: 1 })
  return first?.document === document ? first : undefined
}

/** Damage in words. */
export const damageWords = ({ damage }: StoredDocument): string[] =>
  damage.map(({ fromSequence, toSequence, what }) =>
    fromSequence === 0 ? what : `records ${fromSequence} to ${toSequence}: ${what}`,
  )
