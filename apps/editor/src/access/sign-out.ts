import { unsavedOnDevice } from '@weft/provider/offline'
import { basePath } from '../browser/base-path.ts'
import { AUTHOR_KEY, personKey, PROFILE_KEY } from '../browser/person-keys.ts'
import { browserClock } from '../collaboration/clock.ts'
import { StoredValue } from '../collaboration/stored-value.ts'
import { RECENT_KEY, RecentDocuments } from '../start/recent-documents.ts'
import { forgetCopies } from './forget-copies.ts'
import { type UnsentDocument, unsentDocuments } from './unsent-edits.ts'

/** How long what is on its way to the server may take to arrive there, in milliseconds. */
const ARRIVAL_MS = 700

/** The documents whose edits would be lost with this device's copies of them. */
export async function unsentHere(): Promise<readonly UnsentDocument[]> {
  if ((await lookForUnsent()).length === 0) return []
  // Somebody may just have typed.
  await new Promise<void>((resolve) => browserClock.after(ARRIVAL_MS, resolve))
  return lookForUnsent()
}

function lookForUnsent(): Promise<readonly UnsentDocument[]> {
  const { after } = browserClock
  return unsentDocuments({ databases: indexedDB, unsavedOnDevice, after })
}

/**
 * Ends the session of this browser at the server, removes its copies of documents, what they were called and who wrote in
 * them, and leaves for where one signs in.
 *
 * @returns Whether it did: without the server nobody can be signed out, and then nothing is removed.
 */
export async function signOut(): Promise<boolean> {
  if (!(await endSession())) return false
  // A browser that keeps nothing has nothing to forget.
  await forgetCopies(indexedDB).catch(() => {})
  const local = (key: string) => new StoredValue(key, () => localStorage)
  new RecentDocuments(local(RECENT_KEY)).forget()
  // The next person here is not to write under this one's name, nor to change this one's comments.
  for (const key of [PROFILE_KEY, AUTHOR_KEY]) {
    for (const seat of ['left', 'right'] as const) local(personKey(key, seat)).write(null)
  }
  // Not a page that the browser's button leads back to.
  location.replace(basePath)
  return true
}

async function endSession(): Promise<boolean> {
  try {
    return (await fetch(`${basePath}_weft/sign-out`, { method: 'POST' })).ok
  } catch {
    return false
  }
}
