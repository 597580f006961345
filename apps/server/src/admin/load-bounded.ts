import type { DocumentStorage, StoredDocument } from '@weft/storage'
import { AdminRefusal } from './admin-route.ts'

const MIB = 1024 * 1024

/**
 * All that is stored of a document, if it is not too much to look at; undefined when there is none.
 *
 * @throws {AdminRefusal} When it takes more.
 */
export async function loadBounded(
  storage: Pick<DocumentStorage, 'load'>,
  document: string,
  maxBytes: number,
): Promise<StoredDocument | undefined> {
  try {
    return await storage.load(document, { maxBytes })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'TOO_LARGE')) throw error
    throw new AdminRefusal(
      409,
      `Cannot show "${document}": it takes more than ${maxBytes / MIB} MiB. Export it instead.`,
    )
  }
}
