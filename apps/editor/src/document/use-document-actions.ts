import { useEffect, useMemo, useState } from 'react'
import { AGAIN_MS } from '../part/part.tsx'
import type { DocumentAction } from './actions/document-action.ts'
import type { OpenPage } from './open-page.ts'

type Arrival =
  | { readonly is: 'on-its-way' }
  | { readonly is: 'here'; readonly actionsOf: (page: OpenPage) => readonly DocumentAction[] }
  /** The server went away in between. It is tried again by itself, and at once when somebody wants it. */
  | { readonly is: 'missing'; readonly retry: () => void }

/** What can be done with a document, as far as it has been loaded. */
export interface LateActions {
  readonly actions: readonly DocumentAction[]
  /** Absent as long as nothing is missing. */
  readonly retry: (() => void) | undefined
}

const none: readonly DocumentAction[] = []

/** What can be done with the document. Loaded right after what is drawn first, of which it is no part. */
export function useDocumentActions(page: OpenPage): LateActions {
  const [arrival, setArrival] = useState<Arrival>({ is: 'on-its-way' })
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const load = () => {
      clearTimeout(timer)
      import('./actions/all-actions.ts').then(
        ({ documentActions }) => setArrival({ is: 'here', actionsOf: documentActions }),
        () => {
          setArrival({ is: 'missing', retry: load })
          timer = setTimeout(load, AGAIN_MS)
        },
      )
    }
    load()
    return () => clearTimeout(timer)
  }, [])
  return useMemo(
    () => ({
      actions: arrival.is === 'here' ? arrival.actionsOf(page) : none,
      retry: arrival.is === 'missing' ? arrival.retry : undefined,
    }),
    [arrival, page],
  )
}
