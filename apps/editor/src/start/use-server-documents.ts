import { useEffect, useState } from 'react'
import { fetchServerDocuments, type ServerDocument } from './server-documents.ts'

type Answer =
  | { readonly state: 'asking'; readonly documents?: undefined }
  /** The server keeps its list to itself. */
  | { readonly state: 'none'; readonly documents?: undefined }
  | { readonly state: 'listed'; readonly documents: readonly ServerDocument[] }

/** The server's list of documents, asked for once. */
export function useServerDocuments(): Answer {
  const [answer, setAnswer] = useState<Answer>({ state: 'asking' })
  useEffect(() => {
    const unmounted = new AbortController()
    void fetchServerDocuments(unmounted.signal).then((documents) => {
      if (unmounted.signal.aborted) return
      setAnswer(documents ? { state: 'listed', documents } : { state: 'none' })
    })
    return () => unmounted.abort()
  }, [])
  return answer
}
