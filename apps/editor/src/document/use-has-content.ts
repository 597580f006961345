import { useEffect, useState } from 'react'
import type { DocumentSession } from '../collaboration/document-session.ts'

/** Whether the document has arrived at all. Before that there is nothing to edit, only something to overwrite. */
export function useHasContent({ provider }: DocumentSession): boolean {
  const [hasContent, setHasContent] = useState(provider.synced)
  useEffect(() => {
    let isMounted = true
    void provider.whenSynced.then(() => {
      if (isMounted) setHasContent(true)
    })
    return () => {
      isMounted = false
    }
  }, [provider])
  return hasContent
}
