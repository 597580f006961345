import { field } from '../collaboration/person.ts'

export interface ServerDocument {
  readonly name: string
  readonly sizeBytes: number
  /** In milliseconds since 1970. */
  readonly changedMs: number
}

/** The server's list, the last changed first; undefined when it gives none to us. */
export async function fetchServerDocuments(
  signal: AbortSignal,
): Promise<readonly ServerDocument[] | undefined> {
  try {
    const response = await fetch('/_weft/documents', { signal })
    return response.ok ? serverDocumentsFrom(await response.json()) : undefined
  } catch {
    // Not reachable, not JSON, or no longer wanted.
    return undefined
  }
}

export function serverDocumentsFrom(answer: unknown): readonly ServerDocument[] | undefined {
  const documents = field(answer, 'documents')
  if (!Array.isArray(documents)) return undefined
  return documents
    .flatMap((entry: unknown) => {
      const name = field(entry, 'document')
      if (typeof name !== 'string' || name === '') return []
      return [{ name, sizeBytes: count(entry, 'sizeBytes'), changedMs: count(entry, 'changedMs') }]
    })
    .sort((one, other) => other.changedMs - one.changedMs)
}

function count(entry: unknown, name: string): number {
  const value = field(entry, name)
  return typeof value === 'number' ? value : 0
}
