import type { Authorize } from '@weft/server'
import type { DocumentStorage } from '@weft/storage'
import { jsonAnswer, textAnswer, type Answer } from '../answer.ts'
import type { Asked, Endpoint } from './endpoint.ts'
import { refusalOf } from './requester.ts'

const MAX_PAGE = 1000

/** What is answered. Of a document it tells no more than this. */
export interface DocumentList {
  readonly documents: readonly {
    readonly document: string
    readonly sizeBytes: number
    /** When it last changed, in milliseconds since 1970. */
    readonly changedMs: number
  }[]
  /** Give it as `after` to get the next page; absent when there may be none. */
  readonly next?: string
}

/**
 * `GET documents`: one page of the documents in the order of their names. Of the query it takes `prefix`, `after` (a
 * name) and `limit` (at most 1000, which is the default).
 */
export function documentListEndpoint(
  storage: Pick<DocumentStorage, 'list'>,
  authorize: Authorize,
): Endpoint {
  const answer = async ({ who, query }: Asked): Promise<Answer> =>
    (await refusalOf(authorize, who, 'list', undefined)) ?? answerPage(storage, query)
  return { path: 'documents', methods: { GET: { answer } } }
}

async function answerPage(
  storage: Pick<DocumentStorage, 'list'>,
  query: URLSearchParams,
): Promise<Answer> {
  const limit = pageSize(query.get('limit'))
  if (limit === undefined)
    return textAnswer(400, `limit must be a whole number from 1 to ${MAX_PAGE}`)

  const prefix = query.get('prefix') ?? ''
  const after = query.get('after')
  const entries = await storage.list({ prefix, ...(after === null ? {} : { after }), limit })
  const documents = entries.map(({ document, sizeBytes, changedMs }) => ({
    document,
    sizeBytes,
    changedMs,
  }))
  const next = documents.length < limit ? undefined : documents.at(-1)?.document
  const list: DocumentList = next === undefined ? { documents } : { documents, next }
  return jsonAnswer(200, list)
}

function pageSize(text: string | null): number | undefined {
  if (text === null) return MAX_PAGE
  const size = /^\d{1,4}$/.test(text) ? Number(text) : 0
  return size >= 1 && size <= MAX_PAGE ? size : undefined
}
