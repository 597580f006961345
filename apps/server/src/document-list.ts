import type { Authorize, Requester } from '@weft/server'
import type { DocumentStorage } from '@weft/storage'
import { jsonAnswer, textAnswer, type Answer } from './answer.ts'

const MAX_PAGE = 1000

/** A document in the list that the editor's start page shows. */
export interface ListedDocument {
  readonly name: string
  readonly sizeBytes: number
  /** When it last changed, in milliseconds since 1970. */
  readonly changedMs: number
}

/**
 * One page of the documents in the order of their names. Of the query it takes `prefix`, `after` (a name) and `limit`
 * (at most 1000, which is the default); a `Link` header leads to the next page if there is one.
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
  const documents = entries.map(({ document, sizeBytes, changedMs }): ListedDocument => ({
    name: document,
    sizeBytes,
    changedMs,
  }))
  const last = documents.at(-1)
  if (last === undefined || documents.length < limit) return jsonAnswer(200, documents)
  const next = new URLSearchParams({ prefix, after: last.name, limit: String(limit) })
  return jsonAnswer(200, documents, { Link: `</_weft/documents?${next.toString()}>; rel="next"` })
}

function pageSize(text: string | null): number | undefined {
  if (text === null) return MAX_PAGE
  const size = /^\d{1,4}$/.test(text) ? Number(text) : 0
  return size >= 1 && size <= MAX_PAGE ? size : undefined
}
