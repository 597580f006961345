import type { Authorize } from '@weft/server'
import type { Deletions } from './deletions.ts'

/** In the words of a close frame. */
const words = 'this document was deleted'

/**
 * The same answers, but that nobody may do anything with a deleted document, whatever it is called by: also those not who
 * still have it. What `delete` says is left as it is: who may delete may restore.
 */
export function refuseDeleted(authorize: Authorize, deletions: Deletions): Authorize {
  return async (who, action, document) => {
    const answer = await authorize(who, action, document)
    // Who may not even know of it is not told.
    if (!answer.allowed || action === 'delete') return answer
    const meant = answer.document ?? document
    if (meant === undefined || !deletions.of(meant)) return answer
    return { allowed: false, because: 'not-found', reason: words }
  }
}
