import type { Databases } from './forget-copies.ts'
import { isKeptDocument, keptDocumentName } from './kept-documents.ts'

/** How long one document may take to be looked at, in milliseconds. */
const PATIENCE_MS = 2_000

/** A document of which this device has edits that are not on the server. */
export interface UnsentDocument {
  readonly name: string
  readonly edits: number
}

/** What {@link unsentDocuments} looks at. */
export interface KeptHere {
  readonly databases: Pick<Databases, 'databases'>
  /** How many edits a database holds that are not on the server. */
  readonly unsavedOnDevice: (databaseName: string) => Promise<number>
  readonly after: (delayMs: number, run: () => void) => void
}

/**
 * The documents whose copies here have edits that the server does not. One that cannot be read in time is left out: nothing
 * could be sent from it either.
 */
export async function unsentDocuments(kept: KeptHere): Promise<readonly UnsentDocument[]> {
  const edits = new Map<string, number>()
  const look = async (databaseName: string) => {
    const name = keptDocumentName(databaseName)
    if (name === undefined) return
    const late = new Promise<number>((resolve) => kept.after(PATIENCE_MS, () => resolve(0)))
    const count = await Promise.race([kept.unsavedOnDevice(databaseName), late]).catch(() => 0)
    if (count > 0) edits.set(name, (edits.get(name) ?? 0) + count)
  }
  const names = await databaseNames(kept.databases)
  await Promise.all(names.filter((name) => isKeptDocument(name)).map(look))
  return [...edits].map(([name, count]) => ({ name, edits: count }))
}

/** A browser that keeps nothing, or does not tell, has nothing to lose. */
async function databaseNames(databases: KeptHere['databases']): Promise<readonly string[]> {
  try {
    return (await databases.databases()).map(({ name = '' }) => name)
  } catch {
    return []
  }
}
