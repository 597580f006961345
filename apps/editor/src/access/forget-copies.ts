import { isKeptDocument } from './kept-documents.ts'

/** The part of `indexedDB` that is used here. */
export interface Databases {
  databases(): Promise<readonly { readonly name?: string }[]>
  deleteDatabase(name: string): EventTarget
}

/**
 * Removes all documents from this device, for whoever signs out of a browser that others use, too. Edits that never got to
 * the server go with them: whoever calls this has asked.
 */
export async function forgetCopies(databases: Databases): Promise<void> {
  const names = (await databases.databases()).map(({ name = '' }) => name)
  await Promise.all(
    names.filter((name) => isKeptDocument(name)).map((name) => remove(databases, name)),
  )
}

/** Resolves also when it cannot be removed: who has it open lets go of it when the page goes. */
function remove(databases: Databases, name: string): Promise<void> {
  return new Promise((resolve) => {
    const request = databases.deleteDatabase(name)
    for (const end of ['success', 'error', 'blocked'])
      request.addEventListener(end, () => resolve())
  })
}
