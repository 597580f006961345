import { forgetCopies } from './forget-copies.ts'

/** Ends the session of this browser at the server, removes its copies of documents, and leaves for where one signs in. */
export async function signOut(): Promise<void> {
  try {
    await fetch('/_weft/sign-out', { method: 'POST' })
  } catch {
    // Without the server nobody can be signed out; the page says that there is no connection.
    return
  }
  // A browser that keeps nothing has nothing to forget.
  await forgetCopies(indexedDB).catch(() => {})
  location.assign('/')
}
