import type { ReactNode } from 'react'
import { useReadable } from '../browser/use-readable.ts'
import type { DocumentSession } from '../collaboration/document-session.ts'
import type { Participant } from '../collaboration/participants.ts'
import { strings } from '../strings.ts'

/** Begins to follow somebody, or ends it. */
export function FollowButton(props: {
  readonly session: DocumentSession
  readonly participant: Participant
  readonly className: string
  readonly children: ReactNode
}) {
  const { session, participant, className, children } = props
  const { clientId, name, activity } = participant
  const following = useReadable(session.follow)
  const isFollowed = following.is === 'somebody' && following.clientId === clientId
  const words = strings.people
  const toggle = (button: HTMLElement) => {
    // The list would stay in the way of what is to be seen.
    button.closest<HTMLElement>('[popover]')?.hidePopover()
    if (isFollowed) session.follow.stop()
    else session.follow.follow(clientId)
  }
  return (
    <button
      className={className}
      type="button"
      // Its own clicks are no reason to end what it has begun.
      data-follow
      aria-label={words.followName(name, words.activity[activity])}
      aria-pressed={isFollowed}
      title={words.tooltip(name, words.activity[activity])}
      onClick={({ currentTarget }) => toggle(currentTarget)}
    >
      {children}
    </button>
  )
}
