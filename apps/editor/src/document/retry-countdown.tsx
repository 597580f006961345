import { useEffect, useState } from 'react'
import { useReadable } from '../browser/use-readable.ts'
import { browserClock } from '../collaboration/clock.ts'
import type { DocumentSession } from '../collaboration/document-session.ts'
import { NextAttempt } from '../collaboration/next-attempt.ts'
import { Observable } from '../collaboration/observable.ts'
import { statusDetails as words } from '../strings/status-details.ts'

const NONE = new Observable<number | undefined>(undefined)

/** When the next attempt to connect comes. For the eye only: read out, it would never end. */
export function RetryCountdown({ session }: { readonly session: DocumentSession }) {
  const [next, setNext] = useState(NONE)
  useEffect(() => {
    const attempt = new NextAttempt(session.provider, browserClock)
    setNext(attempt)
    return () => attempt.destroy()
  }, [session])
  const seconds = useReadable(next)
  if (seconds === undefined) return null
  return (
    <span className="countdown" aria-hidden="true">
      {' '}
      {words.nextAttempt(seconds)}
    </span>
  )
}
