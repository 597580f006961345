/** Ends the session of this browser at the server, and leaves for where one signs in. */
export async function signOut(): Promise<void> {
  try {
    await fetch('/_weft/sign-out', { method: 'POST' })
  } catch {
    // Without the server nobody can be signed out; the page says that there is no connection.
    return
  }
  location.assign('/')
}
