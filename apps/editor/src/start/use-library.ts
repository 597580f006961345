import { createContext, use, useEffect, useState } from 'react'
import type { Browser } from '../browser/browser.ts'
import { Library } from '../library/library.ts'
import { serverUrl } from '../routes.ts'

export const LibraryContext = createContext<Library | undefined>(undefined)

export function useLibrary(): Library {
  const library = use(LibraryContext)
  if (!library) throw new Error('This belongs on the start page')
  return library
}

/** The documents, asked for while the page is there, and again when somebody comes back to it. */
export function useOpenLibrary({ recentDocuments, clock }: Browser): Library {
  const [library] = useState(() => new Library(recentDocuments, serverUrl(location), clock))
  useEffect(() => {
    const look = () => {
      if (!document.hidden) void library.refresh()
    }
    look()
    document.addEventListener('visibilitychange', look)
    // A page that comes out of the browser's back-forward cache shows what was true when it was left.
    window.addEventListener('pageshow', look)
    return () => {
      document.removeEventListener('visibilitychange', look)
      window.removeEventListener('pageshow', look)
      library.stop()
    }
  }, [library])
  return library
}
