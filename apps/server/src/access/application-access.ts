import { documentNameFromPath } from '@weft/protocol'
import type { Authorize, Requester } from '@weft/server'
import type { Answer } from '../answer.ts'
import { allVisible, type Access, type AccessMode } from './access.ts'
import { strangerPage } from './stranger-page.ts'

export interface ApplicationAccessOptions {
  readonly mode: AccessMode
  readonly authorize: Authorize
  /** Whether the editor's pages are served. Those of an application are for everybody: they hold no documents. */
  readonly hasEditor: boolean
  /** @default all documents */
  readonly visibleTo?: Access['visibleTo']
  /** @default nothing is remembered */
  readonly forget?: () => void
  /** @default there is nothing to end */
  readonly close?: () => void
  /** @default everybody is answered */
  readonly refuse?: Access['refuse']
}

/** A way in where somebody else than this server knows people: it has no page to sign in at. */
export function applicationAccess(options: ApplicationAccessOptions): Access {
  const { mode, authorize, hasEditor, visibleTo = allVisible } = options
  return {
    mode,
    authorize,
    refuse: options.refuse ?? (() => undefined),
    refuseUpgrade: () => undefined,
    signInFirst: async (who, url) => (hasEditor ? strangerAnswer(authorize, who, url) : undefined),
    visibleTo,
    forget: options.forget ?? (() => undefined),
    close: options.close ?? (() => undefined),
    endpoints: [],
  }
}

/** Who is known but may not have this document gets the page, which says so. */
async function strangerAnswer(
  authorize: Authorize,
  who: Requester,
  url: string,
): Promise<Answer | undefined> {
  const document = documentOf(url)
  const answer = await authorize(who, document === undefined ? 'list' : 'read', document)
  return answer.allowed || answer.because !== 'unauthenticated' ? undefined : strangerPage()
}

function documentOf(url: string) {
  const [, path] = /^\/(?:d|split)\/([^?]+)/.exec(url) ?? []
  const parsed = path === undefined ? undefined : documentNameFromPath(path)
  return parsed?.ok ? parsed.name : undefined
}
