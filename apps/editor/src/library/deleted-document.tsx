import { useEffect, useState } from 'react'
import { browserClock } from '../collaboration/clock.ts'
import type { DocumentSession } from '../collaboration/document-session.ts'
import { relativeTime } from '../start/relative-time.ts'
import { library as words } from '../strings/library.ts'
import { type DeletedDocument, fetchDeletion, restoreDocument } from './deleted-documents.ts'
import { DeletionWatch } from './deletion-watch.ts'

/** On the page of a document that was deleted: when, and the way back for whoever may. It also comes back by itself. */
export function RestoreDocument({ session }: { readonly session: DocumentSession }) {
  const { documentName } = session
  const [deletion, setDeletion] = useState<DeletedDocument>()
  const [hasFailed, setFailed] = useState(false)
  useEffect(() => {
    const fetch = () => fetchDeletion(documentName)
    const watch = new DeletionWatch(fetch, browserClock, () => goBackInto(session))
    const stopWatching = watch.subscribe(() => setDeletion(watch.get()))
    return () => {
      stopWatching()
      watch.stop()
    }
  }, [session, documentName])
  if (!deletion) return null

  const restore = async () => {
    setFailed(false)
    const { is } = await restoreDocument(documentName)
    if (is === 'answered') goBackInto(session)
    else setFailed(true)
  }
  const isGone = deletion.untilMs === undefined
  return (
    <>
      <span className="banner-detail" role={hasFailed ? 'alert' : undefined}>
        {hasFailed
          ? words.notRestored(session.displayName.get())
          : words.deletedWhen(relativeTime(deletion.deletedMs, Date.now()), isGone)}
      </span>
      {deletion.mayRestore && (
        <button className="button primary" type="button" onClick={() => void restore()}>
          {isGone ? words.beginAnew : words.restore}
        </button>
      )}
    </>
  )
}

/** Edits that are only in this tab go on from here; else the page is loaded anew, and with it what this device keeps. */
function goBackInto(session: DocumentSession): void {
  const hasOnlyHere = session.provider.unsavedChanges > 0 && !session.isKept
  if (hasOnlyHere) session.retry()
  else location.reload()
}
