import { jsonAnswer, type Answer } from '../answer.ts'
import type { Asked, Endpoint } from '../endpoints/endpoint.ts'
import type { Access, AccessMode } from './access.ts'

/** What a page needs to know of the way in. */
export interface AccessFacts {
  readonly mode: AccessMode
  /** Whether whoever asks is let in; in open mode everybody is. */
  readonly isIn: boolean
}

/** `GET access`: how this server lets people in, and whether it has let in who asks. */
export function accessEndpoint({ mode, authorize }: Access): Endpoint {
  const answer = async ({ who }: Asked): Promise<Answer> => {
    const answer = await authorize(who, 'list', undefined)
    // Who is known but may not see the list is in as well.
    const isIn = answer.allowed || answer.because !== 'unauthenticated'
    const facts: AccessFacts = { mode, isIn }
    return jsonAnswer(200, facts)
  }
  return { path: 'access', methods: { GET: { answer } } }
}
