import { useEffect } from 'react'
import { useReadable } from '../browser/use-readable.ts'
import type { DocumentSession } from '../collaboration/document-session.ts'
import type { Status } from '../collaboration/save-status.ts'
import { announceTrouble } from '../collaboration/trouble.ts'
import { statusDetails as words, statusText, statusTitle } from '../strings/status-details.ts'
import { RetryCountdown } from './retry-countdown.tsx'
import { SizeNotice } from './size-notice.tsx'
import { StatusActions } from './status-actions.tsx'
import { StatusIcon } from './status-icon.tsx'

interface StatusBannerProps {
  readonly session: DocumentSession
  readonly copyAll: () => Promise<boolean>
}

/** What is wrong and what can be done, shown when it lasts or does not go away by itself. */
export default function StatusBanner({ session, copyAll }: StatusBannerProps) {
  const trouble = useReadable(session.trouble)
  useEffect(() => {
    const { announcer, status, trouble: troubles } = session
    const announcements = announcementsFor(session.byLink)
    return announceTrouble(troubles, status, announcements, (text) => announcer.say(text))
  }, [session])

  if (!trouble) return <SizeNotice session={session} />
  const { kind, tone } = trouble
  return (
    <section className="banner" data-tone={tone} aria-label={statusTitle[kind]}>
      <StatusIcon kind={kind} />
      <p>
        <strong>{statusTitle[kind]}.</strong> {statusText(trouble, 0, session.byLink)}
        {tone === 'warning' && <RetryCountdown session={session} />}
      </p>
      <div className="banner-actions">
        <StatusActions session={session} trouble={trouble} copyAll={copyAll} />
      </div>
    </section>
  )
}

const announcementsFor = (byLink: boolean) => ({
  begins: (trouble: Status) => `${statusTitle[trouble.kind]}. ${statusText(trouble, 0, byLink)}`,
  isOver: ({ kind }: Status) => (kind === 'saved' ? words.savedAgain : words.connectedAgain),
})
