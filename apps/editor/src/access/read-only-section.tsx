import { useEffect, useId, useState } from 'react'
import { useReadable } from '../browser/use-readable.ts'
import type { DocumentSession } from '../collaboration/document-session.ts'
import { share as words } from '../strings/share.ts'
import { CopyField } from './copy-field.tsx'
import { ReadOnlyLink } from './read-only-link.ts'

/** Makes, shows and stops a document's read-only link. */
export function ReadOnlySection({ session }: { readonly session: DocumentSession }) {
  const { announcer, documentName } = session
  const [link] = useState(() => new ReadOnlyLink(documentName, location.origin))
  const [isAsking, setAsking] = useState(false)
  const [done, setDone] = useState('')
  const state = useReadable(link)
  const titleId = useId()
  useEffect(() => void link.load(), [link])

  const ask = async (what: () => Promise<void>, doneWords: string) => {
    setAsking(true)
    setDone('')
    await what()
    setAsking(false)
    if (link.get().is !== 'failed') setDone(doneWords)
  }
  return (
    <section className="share-section" aria-labelledby={titleId} aria-busy={isAsking}>
      <h3 id={titleId}>{words.readOnly}</h3>
      <p className="hint">{words.readOnlyWhat}</p>
      {state.is === 'unknown' && <p className="hint">{words.loading}</p>}
      {state.is === 'there' && (
        <CopyField label={words.readOnlyAddress} text={state.url} announcer={announcer} />
      )}
      {state.is !== 'unknown' && (
        <button
          type="button"
          className="button"
          // One button, so that the focus stays where it was.
          aria-disabled={isAsking}
          onClick={() => {
            if (isAsking) return
            if (state.is === 'there') void ask(() => link.stop(), words.stopped)
            else void ask(() => link.create(), words.created)
          }}
        >
          {state.is === 'there' ? words.stop : words.create}
        </button>
      )}
      {/* Here, because what stands outside of an open dialog is not read out. */}
      <p role="status" className={state.is === 'failed' ? 'field-error' : 'hint'}>
        {state.is === 'failed' ? words.failed : done}
      </p>
    </section>
  )
}
