import { useEffect } from 'react'
import { useReadable } from '../browser/use-readable.ts'
import { browserClock } from '../collaboration/clock.ts'
import { ViewSharing } from '../collaboration/view-sharing.ts'
import '../styles/follow.css'
import { FollowBar } from './follow-bar.tsx'
import { FollowedNote } from './followed-note.tsx'
import { useOpenPage } from './open-page.ts'
import { viewedText } from './viewed-text.ts'

/** Following and being followed: mounted once somebody does either, and from then on. */
export default function FollowLayer() {
  const page = useOpenPage()
  const { session } = page
  const { follow, awareness } = session
  const following = useReadable(follow)
  useEffect(() => {
    const sharing = new ViewSharing(awareness, follow, viewedText(page), browserClock)
    return () => sharing.destroy()
    // An editor lives as long as its page's session.
  }, [session])

  return (
    <>
      {following.is !== 'nobody' && (
        <FollowBar key={following.clientId} session={session} following={following} />
      )}
      <FollowedNote session={session} />
    </>
  )
}
