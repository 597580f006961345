import type { DocumentName } from '@weft/protocol'

export type AdminMethod = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** One request to the admin API from somebody who may ask it. */
export interface AdminAsked {
  /** What `:document` in the route's path stands for; undefined for a path without it. */
  readonly document: DocumentName | undefined
  readonly query: URLSearchParams
  /** As it comes, read at the reader's pace; empty where nothing is sent. It throws when the other end goes away before its end. */
  readonly body: AsyncIterable<Uint8Array>
  /** Fires when the other end has gone, or the server ends: what the answer was for is of no use any more. */
  readonly signal: AbortSignal
}

/** What is answered. */
export type AdminAnswer =
  | { readonly status?: number; readonly json: unknown }
  | { readonly status?: number; readonly text: string; readonly type?: string }
  /**
   * Asked for more only as fast as the other end reads. If it throws, the connection breaks off, and so the other end knows
   * that what it has is not whole.
   */
  | { readonly stream: AsyncIterable<Uint8Array>; readonly type: string }

/** One thing that can be asked of a running server by who runs it. */
export interface AdminRoute {
  readonly method: AdminMethod
  /** Segments between slashes; one of them may be `:document`, which is a name with its slashes escaped (`%2F`). */
  readonly path: string
  /** What it does and what it takes, for the guide: one sentence, without a full stop at its end. */
  readonly about: string
  /** Whose token is needed, where one is: `metrics` takes that of the administrator as well. */
  readonly who: 'admin' | 'metrics'
  /** What it throws is answered with 500 and logged; {@link AdminRefusal} says more. */
  readonly answer: (asked: AdminAsked) => AdminAnswer | Promise<AdminAnswer>
}

/** Thrown by an answer that cannot be given. The message is a sentence with the remedy, for who asked. */
export class AdminRefusal extends Error {
  override readonly name = 'AdminRefusal'
  /**
   * 400 what was asked makes no sense; 404 there is no such thing; 409 not in this state; 429 too much at once; 500 it could
   * not be done, which is logged.
   */
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

type DocumentRoute = Omit<AdminRoute, 'answer'> & {
  readonly answer: (document: DocumentName, asked: AdminAsked) => AdminAnswer | Promise<AdminAnswer>
}

/** A route with `:document` in its path. */
export function documentRoute({ answer, ...route }: DocumentRoute): AdminRoute {
  return {
    ...route,
    answer: (asked) => {
      if (asked.document === undefined)
        throw new TypeError(`Cannot answer ${route.path}: there is no :document in it`)
      return answer(asked.document, asked)
    },
  }
}

/** The path of a document's route, e.g. for `/peers` behind it. */
export const documentPath = (document: string, rest = ''): string =>
  `/api/documents/${encodeURIComponent(document)}${rest}`
