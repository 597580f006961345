/** What the databases are called in which this origin's documents are kept, and the documents in them. */
const OURS = /^weft(?:-left|-right)?:(?:wss?:\/\/[^/]*\/(.+))?/

/** Whether a database keeps a document of ours. */
export function isKeptDocument(databaseName: string): boolean {
  return OURS.test(databaseName)
}

/** The name of the document that a database keeps; undefined when it cannot be told. */
export function keptDocumentName(databaseName: string): string | undefined {
  const path = OURS.exec(databaseName)?.[1]
  try {
    return path === undefined ? undefined : decodeURIComponent(path)
  } catch {
    return undefined
  }
}
