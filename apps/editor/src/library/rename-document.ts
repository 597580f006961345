import { WeftProvider } from '@weft/provider'
import * as Y from 'yjs'
import { documentPathOf } from '../collaboration/document-path.ts'
import { SharedTitle } from '../collaboration/shared-title.ts'

/** How long the server may take before it is given up, in milliseconds. */
const PATIENCE_MS = 15_000

/**
 * Changes the title of a document that is not open here: opens it for a moment, as an editor would, unseen by those who are
 * in it. So it is an edit like any other, and merges with theirs. Resolves when it is on the server's disk.
 *
 * @param serverUrl `ws://host:port`, without the document.
 * @throws {Error} When the server does not let us, or does not answer.
 */
export async function renameDocument(
  serverUrl: string,
  documentName: string,
  newTitle: string,
): Promise<void> {
  const doc = new Y.Doc()
  const provider = new WeftProvider(serverUrl, documentPathOf(documentName), doc, {
    disableBc: true,
  })
  provider.awareness.setLocalState(null)
  const title = new SharedTitle(doc)
  try {
    await inTime(synced(provider))
    if (!provider.rights.canWrite) throw new Error('The document may only be read')
    title.change(title.get(), newTitle)
    await inTime(provider.whenSaved())
  } finally {
    title.destroy()
    provider.destroy()
    doc.destroy()
  }
}

function synced(provider: WeftProvider): Promise<void> {
  return new Promise((resolve, reject) => {
    provider.on('closed', ({ reason }) => reject(new Error(reason)))
    void provider.whenSynced.then(() => resolve())
  })
}

async function inTime(done: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('The server does not answer')), PATIENCE_MS)
  })
  try {
    await Promise.race([done, late])
  } finally {
    clearTimeout(timer)
  }
}
