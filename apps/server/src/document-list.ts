import type { Authorize, Requester } from '@weft/server'
import type { DocumentStorage } from '@weft/storage'
import { jsonAnswer, textAnswer, type Answer } from './answer.ts'

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
 * One page of the documents in the order of their names. Of the query it takes `prefix`, `after` (a name) and `limit`
 * (at most 1000, which is the default).
 */
export async function answerDocumentList(
  storage: Pick<DocumentStorage, 'list'>,
  authorize: Authorize,
  who: Requester,
  query: URLSearchParams,
): Promise<Answer> {
  const authorization = await authorize(who, 'list', undefined)
  if (!authorization.allowed) {
    const status = authorization.because === 'unauthenticated' ? 401 : 403
    return textAnswer(status, authorization.reason)
  }
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
