import type { Authorize, Requester } from '@weft/server'
import { jsonAnswer, textAnswer, type Answer } from '../answer.ts'
import {
  MAX_INDEXED,
  byLastChange,
  type DocumentIndex,
  type IndexedDocument,
} from '../catalogue/document-index.ts'
import type { Deletions } from '../catalogue/deletions.ts'
import { createSearch, SearchTexts } from '../catalogue/search-text.ts'
import type { Titles } from '../catalogue/titles.ts'
import type { Asked, Endpoint } from './endpoint.ts'
import { refusalOf } from './requester.ts'

const MAX_PAGE = 1000
/** A longer query is cut, in UTF-16 units. */
const MAX_QUERY = 200

/** What is answered. Of a document it tells no more than this. */
export interface DocumentList {
  readonly documents: readonly {
    readonly document: string
    /** Absent when it has none. */
    readonly title?: string
    readonly sizeBytes: number
    /** When it last changed, in milliseconds since 1970. */
    readonly changedMs: number
  }[]
  /** How many there are on all pages. */
  readonly total: number
  /** Give it as `after` to get the next page; absent on the last. */
  readonly next?: string
}

export interface ListDependencies {
  readonly index: Pick<DocumentIndex, 'all'>
  readonly titles: Pick<Titles, 'of'>
  readonly deletions: Pick<Deletions, 'of'>
  readonly authorize: Authorize
  /** Which documents are told to whom. */
  readonly visibleTo: (who: Requester) => Promise<(document: string) => boolean>
}

/**
 * `GET documents`: one page of the documents, the last changed first, without those that are deleted. Of the query it takes
 * `q` (words that must all be in the title or the name, without regard to case and accents), `after` (the `next` of the
 * page before) and `limit` (at most 1000, which is the default).
 */
export function documentListEndpoint(dependencies: ListDependencies): Endpoint {
  const texts = new SearchTexts(MAX_INDEXED)
  const answer = async ({ who, query }: Asked): Promise<Answer> =>
    (await refusalOf(dependencies.authorize, who, 'list', undefined)) ??
    (await answerPage(dependencies, texts, query, await dependencies.visibleTo(who)))
  return { path: 'documents', methods: { GET: { answer } } }
}

async function answerPage(
  { index, titles, deletions }: ListDependencies,
  texts: SearchTexts,
  query: URLSearchParams,
  isVisible: (document: string) => boolean,
): Promise<Answer> {
  const limit = pageSize(query.get('limit'))
  if (limit === undefined)
    return textAnswer(400, `limit must be a whole number from 1 to ${MAX_PAGE}`)
  const after = lastOfPage(query.get('after'))
  if (after === 'unclear') return textAnswer(400, 'after must be the next of another page')

  const isMeant = createSearch((query.get('q') ?? '').slice(0, MAX_QUERY))
  const found = (await index.all()).filter(
    ({ document }) =>
      !deletions.of(document) &&
      isVisible(document) &&
      (!isMeant || isMeant(texts.of(document, titles.of(document) ?? ''))),
  )
  const left = after ? found.filter((entry) => byLastChange(after, entry) < 0) : found
  const documents = left.slice(0, limit).map(({ document, sizeBytes, changedMs }) => {
    const title = titles.of(document)
    return { document, ...(title === undefined ? {} : { title }), sizeBytes, changedMs }
  })
  const last = left.length > limit ? documents.at(-1) : undefined
  const list: DocumentList = {
    documents,
    total: found.length,
    ...(last ? { next: `${last.changedMs}.${last.document}` } : {}),
  }
  return jsonAnswer(200, list)
}

function pageSize(text: string | null): number | undefined {
  if (text === null) return MAX_PAGE
  const size = /^\d{1,4}$/.test(text) ? Number(text) : 0
  return size >= 1 && size <= MAX_PAGE ? size : undefined
}

/** Where the page before ended: the list may have changed since, and each document may have moved. */
function lastOfPage(
  next: string | null,
): Pick<IndexedDocument, 'document' | 'changedMs'> | undefined | 'unclear' {
  if (next === null) return undefined
  const [, changedMs, document] = /^(\d{1,16})\.(.+)$/s.exec(next) ?? []
  return document === undefined ? 'unclear' : { document, changedMs: Number(changedMs) }
}
