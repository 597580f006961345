import { useEffect, useMemo, useState } from 'react'
import type { DocumentAction } from './actions/document-action.ts'
import type { OpenPage } from './open-page.ts'

type ActionsOf = (page: OpenPage) => readonly DocumentAction[]

const none: readonly DocumentAction[] = []

/** What can be done with the document. Loaded right after what is drawn first, of which it is no part. */
export function useDocumentActions(page: OpenPage): readonly DocumentAction[] {
  const [actionsOf, setActionsOf] = useState<ActionsOf>()
  useEffect(() => {
    import('./actions/all-actions.ts').then(
      ({ documentActions }) => setActionsOf(() => documentActions),
      // The server went away in between: what stands in the bar goes on without.
      () => setActionsOf(undefined),
    )
  }, [])
  return useMemo(() => actionsOf?.(page) ?? none, [actionsOf, page])
}
