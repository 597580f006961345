import { field } from '../collaboration/person.ts'
import { cleanTitle } from '../collaboration/title-words.ts'
import { askServer, type Asked } from './ask-server.ts'

export interface ServerDocument {
  readonly name: string
  /** Undefined when it has none. */
  readonly title: string | undefined
  readonly sizeBytes: number
  /** In milliseconds since 1970. */
  readonly changedMs: number
}

/** A page of the server's list, the last changed first. */
export interface ServerPage {
  readonly documents: readonly ServerDocument[]
  /** How many there are on all pages. */
  readonly total: number
  /** Names the next page; undefined on the last. */
  readonly next: string | undefined
}

export interface ListQuery {
  readonly search: string
  /** The `next` of the page before. */
  readonly after?: string
  readonly limit: number
}

export async function fetchServerDocuments(
  { search, after, limit }: ListQuery,
  signal: AbortSignal,
): Promise<Asked<ServerPage>> {
  const query = new URLSearchParams({ limit: String(limit) })
  if (search !== '') query.set('q', search)
  if (after !== undefined) query.set('after', after)
  return askServer(`documents?${query.toString()}`, pageFrom, { signal })
}

export function pageFrom(answer: unknown): ServerPage | undefined {
  const [documents, total, next] = ['documents', 'total', 'next'].map((name) => field(answer, name))
  if (!Array.isArray(documents)) return undefined
  const listed = documents.flatMap((entry: unknown) => {
    const name = field(entry, 'document')
    if (typeof name !== 'string' || name === '') return []
    return [
      {
        name,
        title: cleanTitle(field(entry, 'title')),
        sizeBytes: numberFrom(field(entry, 'sizeBytes')),
        changedMs: numberFrom(field(entry, 'changedMs')),
      },
    ]
  })
  return {
    documents: listed,
    total: Math.max(numberFrom(total), listed.length),
    next: typeof next === 'string' ? next : undefined,
  }
}

export function numberFrom(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0
}
