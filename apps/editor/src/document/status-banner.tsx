import { useEffect, useState } from 'react'
import { useReadable } from '../browser/use-readable.ts'
import type { DocumentSession } from '../collaboration/document-session.ts'
import { statusText, strings } from '../strings.ts'
import { StatusIcon } from './status-icon.tsx'
import { TwoVersions } from './two-versions.tsx'

/** A trouble that passes this soon is left to the pill. */
const PATIENCE_MS = 3_000

/** What is wrong and what can be done, shown when it lasts or does not go away by itself. */
export function StatusBanner(props: {
  readonly session: DocumentSession
  readonly copyAll: () => Promise<boolean>
}) {
  const { session, copyAll } = props
  const { kind, tone, unsavedChanges } = useReadable(session.status)
  const people = useReadable(session.presence)
  const isShown = useLasting(tone === 'warning', PATIENCE_MS) || tone === 'stopped'
  const words = strings.status
  const text = statusText(kind, unsavedChanges, people.length)

  useEffect(() => {
    if (!isShown) return
    session.announcer.say(`${words.pill[kind]} ${text}`)
    return () => session.announcer.say(words.over)
    // Only the trouble itself is told, not each further change that waits.
  }, [isShown, kind])

  if (!isShown) return null
  const copy = async () => {
    if (await copyAll()) session.announcer.say(words.textCopied)
  }
  return (
    <section className="banner" data-tone={tone} aria-label={words.pill[kind]}>
      <StatusIcon kind={kind} />
      <p>
        <strong>{words.pill[kind]}</strong> {text}
      </p>
      <div className="banner-actions">
        {tone === 'stopped' && (
          <button className="button" type="button" onClick={() => void copy()}>
            {words.copyText}
          </button>
        )}
        {kind === 'history-changed' && <TwoVersions session={session} />}
        {tone === 'stopped' && kind !== 'history-changed' && (
          <button className="button" type="button" onClick={() => location.reload()}>
            {words.reload}
          </button>
        )}
        {(kind === 'reconnecting' || kind === 'offline') && (
          <button className="button" type="button" onClick={() => session.retry()}>
            {words.retry}
          </button>
        )}
      </div>
    </section>
  )
}

/** True once something has been so for a while. */
function useLasting(isSo: boolean, forMs: number): boolean {
  const [isLasting, setLasting] = useState(false)
  useEffect(() => {
    if (!isSo) {
      setLasting(false)
      return
    }
    const timer = setTimeout(() => setLasting(true), forMs)
    return () => clearTimeout(timer)
  }, [isSo, forMs])
  return isSo && isLasting
}
