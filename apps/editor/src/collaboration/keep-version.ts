import { WeftProvider } from '@weft/provider'
import * as Y from 'yjs'
import { documentPathOf } from './document-path.ts'

/** The longest name that a server takes, in bytes of UTF-8. */
const MAX_NAME_BYTES = 512
/** Enough of an epoch that two versions of one document do not meet under one name. */
const EPOCH_CHARACTERS = 8

export interface Version {
  /** `ws://host:port`, without the document. */
  readonly serverUrl: string
  readonly documentName: string
  /** The history that the version belongs to. */
  readonly epoch: string
  readonly doc: Y.Doc
}

/**
 * Keeps a version of a document as a document of its own, and resolves with that one's name once it is on the server's
 * disk. Two tabs that keep what they have of the same history get the same name, and nothing doubles: it is one history
 * still.
 *
 * @throws {Error} When the server refuses the document, or does not say what it stores.
 */
export async function keepVersion(version: Version): Promise<string> {
  const { serverUrl, documentName, epoch, doc } = version
  const name = nameOfVersion(documentName, epoch)
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  const provider = new WeftProvider(serverUrl, documentPathOf(name), copy, { disableBc: true })
  // Nobody is at work in this copy.
  provider.awareness.setLocalState(null)
  try {
    await provider.whenSaved()
    return name
  } finally {
    provider.destroy()
    copy.destroy()
  }
}

/** E.g. `notes (kept 1f0c93ab)`. */
export function nameOfVersion(documentName: string, epoch: string): string {
  const ending = ` (kept ${epoch.slice(0, EPOCH_CHARACTERS)})`
  const encoder = new TextEncoder()
  const characters = Array.from(documentName)
  while (encoder.encode(characters.join('') + ending).length > MAX_NAME_BYTES) characters.pop()
  return characters.join('') + ending
}
