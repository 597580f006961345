import { unsavedOnDevice } from '@weft/provider/offline'
import { browserClock } from '../collaboration/clock.ts'
import { StoredValue } from '../collaboration/stored-value.ts'
import { RECENT_KEY, RecentDocuments } from '../start/recent-documents.ts'
import { forgetCopies } from './forget-copies.ts'
import { type UnsentDocument, unsentDocuments } from './unsent-edits.ts'

/** The documents whose edits would be lost with this device's copies of them. */
export function unsentHere(): Promise<readonly UnsentDocument[]> {
  const { after } = browserClock
  return unsentDocuments({ databases: indexedDB, unsavedOnDevice, after })
}

/** How long what is on its way to the server may take to arrive there, in milliseconds. */
const ARRIVAL_MS = 700

/** Signs out, unless there are edits that would go with it: then it asks. */
export async function signOutOrAsk(ask: () => void): Promise<void> {
  if ((await unsentHere()).length > 0) {
    // Somebody may just have typed.
    await new Promise<void>((resolve) => browserClock.after(ARRIVAL_MS, resolve))
    if ((await unsentHere()).length > 0) return ask()
  }
  await signOut()
}

/**
 * Ends the session of this browser at the server, removes its copies of documents and what they were called, and leaves
 * for where one signs in.
 *
 * @returns Whether it did: without the server nobody can be signed out, and then nothing is removed.
 */
export async function signOut(): Promise<boolean> {
  if (!(await endSession())) return false
  // A browser that keeps nothing has nothing to forget.
  await forgetCopies(indexedDB).catch(() => {})
  new RecentDocuments(new StoredValue(RECENT_KEY, () => localStorage)).forget()
  // Not a page that the browser's button leads back to.
  location.replace('/')
  return true
}

async function endSession(): Promise<boolean> {
  try {
    return (await fetch('/_weft/sign-out', { method: 'POST' })).ok
  } catch {
    return false
  }
}
