import * as Y from 'yjs'
import { parseColor, palette, type HexColor } from '../collaboration/color.ts'
import { cleanName, field, type Person } from '../collaboration/person.ts'
import { type Anchor, anchorFrom } from './anchor.ts'
import { cleanText, MAX_COMMENT_LENGTH } from './comment-text.ts'

/** A conversation about a piece of the text. */
export interface Thread {
  readonly id: string
  /** Undefined when it says nothing that can be read; then only the quote is left. */
  readonly anchor: Anchor | undefined
  /** The text as it was when the thread began. */
  readonly quote: string
  /** In the order in which they were written; at least one of them is not deleted. */
  readonly comments: readonly Comment[]
  /** Undefined while the thread is open. */
  readonly resolution: Resolution | undefined
}

/** Who wrote something, by their own word: nobody checks it. */
export interface Author extends Person {
  /** The same for all that was written from one browser. */
  readonly id: string
}

export interface Comment {
  /** Unique in the document, and given by Yjs, so that nobody can take another's. */
  readonly id: string
  readonly author: Author
  /** Milliseconds since 1970, by the author's clock. */
  readonly atMs: number
  readonly content:
    | { readonly kind: 'text'; readonly text: string; readonly isEdited: boolean }
    | { readonly kind: 'deleted' }
}

export interface Resolution {
  readonly by: Author
  readonly atMs: number
}

/** The most comments of a thread that are read: the newest ones. */
const MAX_COMMENTS = 500
/** The longest quote that is kept and shown, in UTF-16 units. */
export const MAX_QUOTE_LENGTH = 300

const THREAD_ID = /^[\w-]{1,64}$/

/** Reads what anybody may have put into the map of threads. @returns Undefined for what is no thread, or nothing any more. */
export function threadFrom(id: string, value: unknown): Thread | undefined {
  if (!(value instanceof Y.Map) || !THREAD_ID.test(id)) return undefined
  const list: unknown = value.get('comments')
  if (!(list instanceof Y.Array)) return undefined
  const comments = commentsFrom(list)
  if (!comments.some(({ content }) => content.kind === 'text')) return undefined
  const quote = cleanText(value.get('quote'), MAX_QUOTE_LENGTH) ?? ''
  return {
    id,
    anchor: anchorFrom(value.get('anchor')),
    quote: quote.replace(/\s+/gu, ' '),
    comments,
    resolution: resolutionFrom(value.get('resolved'), list.length),
  }
}

/** The list of comments within a thread, as far as it is one. */
export function commentsOf(thread: unknown): Y.Array<unknown> | undefined {
  const list: unknown = thread instanceof Y.Map ? thread.get('comments') : undefined
  return list instanceof Y.Array ? list : undefined
}

export function commentId(comment: Y.Map<unknown>): string {
  const { client, clock } = comment._item?.id ?? { client: 0, clock: 0 }
  return `${client}-${clock}`
}

function commentsFrom(list: Y.Array<unknown>): readonly Comment[] {
  return list.slice(-MAX_COMMENTS).flatMap((value) => {
    if (!(value instanceof Y.Map)) return []
    const text = cleanText(value.get('text'), MAX_COMMENT_LENGTH)
    const isDeleted = value.get('deleted') === true || text === undefined
    return {
      id: commentId(value),
      author: authorFrom(value.get('author')),
      atMs: timeFrom(value.get('at')),
      content: isDeleted
        ? ({ kind: 'deleted' } as const)
        : ({ kind: 'text', text, isEdited: value.get('edited') === true } as const),
    }
  })
}

// It holds for what its author had read. A comment that was written meanwhile opens the thread again, for everybody, so
// that it is not folded away unread.
function resolutionFrom(value: unknown, count: number): Resolution | undefined {
  const seen = field(value, 'seen')
  if (typeof seen !== 'number' || count > seen) return undefined
  return { by: authorFrom(field(value, 'by')), atMs: timeFrom(field(value, 'at')) }
}

function authorFrom(value: unknown): Author {
  const id = field(value, 'id')
  return {
    id: typeof id === 'string' && id.length <= 64 ? id : '',
    name: cleanName(field(value, 'name')) ?? 'Somebody',
    color: parseColor(field(value, 'color')) ?? FALLBACK_COLOR,
  }
}

const FALLBACK_COLOR: HexColor = palette[0].color

// Beyond what a Date can show, formatting it would throw.
const MAX_TIME_MS = 8.64e15

function timeFrom(value: unknown): number {
  return typeof value === 'number' && Math.abs(value) <= MAX_TIME_MS ? value : 0
}
