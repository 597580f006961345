import { thisBrowser } from '../browser/this-browser.ts'
import { documentAt } from '../routes.ts'
import { type OpenedDocument, openSession } from './open-session.ts'

/**
 * The document at this page's address, opened as soon as this module is there. The server's answer takes about as long as
 * the browser needs to read React and the editor; whoever waited for these first would wait for both, one after the other.
 * So this comes in a file of its own, and must need neither.
 */
const documentName = documentAt(location.pathname)
let early = documentName === undefined ? undefined : openSession(thisBrowser, documentName)

/** What is open already, to be looked at; undefined once it was taken. */
export function earlyDocument(name: string): OpenedDocument | undefined {
  return name === documentName ? early : undefined
}

/** The same, for whoever closes it from then on. */
export function takeEarlyDocument(name: string): OpenedDocument | undefined {
  const taken = earlyDocument(name)
  if (taken) early = undefined
  return taken
}
