import { basePath } from '../browser/base-path.ts'
import { ownKey } from '../browser/own-key.ts'

/** By whom a database is used: somebody alone, or one of two people side by side. */
const USERS = ['weft', 'weft-left', 'weft-right']
const SERVER = /^wss?:\/\/[^/]*/

/** Whether a database keeps a document of this server, and of no other at this host. */
export function isKeptDocument(databaseName: string, base: string = basePath): boolean {
  return addressIn(databaseName, base) !== undefined
}

/** The name of the document that a database keeps; undefined when it cannot be told. */
export function keptDocumentName(
  databaseName: string,
  base: string = basePath,
): string | undefined {
  const address = addressIn(databaseName, base) ?? ''
  const path = SERVER.test(address) ? address.replace(SERVER, '') : ''
  if (!path.startsWith(base)) return undefined
  try {
    return decodeURIComponent(path.slice(base.length)) || undefined
  } catch {
    return undefined
  }
}

/** The document's address, as the database's name has it. */
function addressIn(databaseName: string, base: string): string | undefined {
  const owner = USERS.map((user) => `${ownKey(user, base)}:`).find((one) =>
    databaseName.startsWith(one),
  )
  return owner === undefined ? undefined : databaseName.slice(owner.length)
}
