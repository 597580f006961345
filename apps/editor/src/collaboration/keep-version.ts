import { WeftProvider } from '@weft/provider'
import * as Y from 'yjs'
import type { Clock } from './clock.ts'
import { documentPathOf } from './document-path.ts'

/** The longest name that a server takes, in bytes of UTF-8. */
const MAX_NAME_BYTES = 512
/** Enough of an epoch that two versions of one document do not meet under one name. */
const EPOCH_CHARACTERS = 8
/** How long the server may take to keep a version, in milliseconds. */
export const KEEP_MS = 20_000

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
 * @throws {Error} When the server refuses the document, lets nobody write here, does not say what it stores, or does not answer.
 * What was kept then may be there all the same: who tries again comes to the same document.
 */
export async function keepVersion(version: Version, clock: Clock): Promise<string> {
  const { serverUrl, documentName, epoch, doc } = version
  const name = nameOfVersion(documentName, epoch)
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  const provider = new WeftProvider(serverUrl, documentPathOf(name), copy, { disableBc: true })
  // Nobody is at work in this copy.
  provider.awareness.setLocalState(null)
  try {
    await savedInTime(provider, clock)
    return name
  } finally {
    provider.destroy()
    copy.destroy()
  }
}

/** What {@link savedInTime} needs of a provider. */
export type SavingProvider = Pick<WeftProvider, 'whenSaved' | 'saveState'> & {
  on(name: 'save-state', listener: () => void): void
  off(name: 'save-state', listener: () => void): void
}

/**
 * Resolves once all is saved. A provider would wait for ever for the right to write, or for a server that is away.
 *
 * @throws {Error} When it fails, or takes longer than {@link KEEP_MS}.
 */
export function savedInTime(provider: SavingProvider, clock: Clock): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => {
      cancel()
      provider.off('save-state', look)
    }
    const fail = (why: string) => {
      end()
      reject(new Error(`Cannot keep this version: ${why}`))
    }
    const look = () => {
      if (provider.saveState === 'failed') fail('the server does not take it')
    }
    const cancel = clock.after(KEEP_MS, () => fail('the server does not answer'))
    provider.on('save-state', look)
    provider.whenSaved().then(
      () => {
        end()
        resolve()
      },
      (cause: unknown) => fail(String(cause)),
    )
    look()
  })
}

/** E.g. `notes (kept 1f0c93ab)`. */
export function nameOfVersion(documentName: string, epoch: string): string {
  const ending = ` (kept ${epoch.slice(0, EPOCH_CHARACTERS)})`
  const encoder = new TextEncoder()
  const characters = Array.from(documentName)
  while (encoder.encode(characters.join('') + ending).length > MAX_NAME_BYTES) characters.pop()
  return characters.join('') + ending
}
