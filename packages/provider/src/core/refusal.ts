import {
  BAD_MESSAGE,
  FORBIDDEN,
  NO_SUCH_DOCUMENT,
  TOO_LARGE,
  UNAUTHENTICATED,
} from '@weft/protocol'

/**
 * Why the provider has stopped and does not come back by itself.
 *
 * - `unauthenticated`: the token is missing, wrong or expired, and a new one was refused as well.
 * - `forbidden`, `no-such-document`: the server will not give this document to this user.
 * - `too-large`: a message is over the server's limit. What it held is still in the document here.
 * - `bad-message`: the server could not read what we sent.
 * - `history-changed`: the document on the server has another history than the one we know, as after a restored backup.
 *   Merging would double content, so nothing was merged.
 * - `other`: a close code that only this server gives a meaning to.
 */
export type RefusalReason =
  | 'unauthenticated'
  | 'forbidden'
  | 'no-such-document'
  | 'too-large'
  | 'bad-message'
  | 'history-changed'
  | 'other'

/** Why the provider has stopped and does not come back by itself. */
export interface Refusal {
  /** What it is about, for the application to act on. */
  readonly because: RefusalReason
  /** The close code; 1000 for `history-changed`, where it is we who close. */
  readonly code: number
  /** In words, for a developer. */
  readonly reason: string
}

const reasons = new Map<number, RefusalReason>([
  [BAD_MESSAGE, 'bad-message'],
  [UNAUTHENTICATED, 'unauthenticated'],
  [FORBIDDEN, 'forbidden'],
  [NO_SUCH_DOCUMENT, 'no-such-document'],
  [TOO_LARGE, 'too-large'],
])

/** What a close code for good means. */
export function refusalOf(code: number, reason: string): Refusal {
  return { because: reasons.get(code) ?? 'other', code, reason }
}
