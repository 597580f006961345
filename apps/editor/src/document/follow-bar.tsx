import { useEffect, useState } from 'react'
import { useReadable } from '../browser/use-readable.ts'
import type { DocumentSession } from '../collaboration/document-session.ts'
import type { Following } from '../collaboration/follow.ts'
import type { Participant } from '../collaboration/participants.ts'
import { follow as words } from '../strings/follow.ts'
import { Avatar, personStyle } from './avatar.tsx'
import { useOwnInput } from './use-own-input.ts'

/** How long it is shown that whoever was followed has left, in milliseconds. */
const FAREWELL_MS = 4_000

/** Whom one follows: a frame in their color around the page, and how to stop. */
export function FollowBar(props: {
  readonly session: DocumentSession
  readonly following: Following & { readonly clientId: number }
}) {
  const { session, following } = props
  const { follow, announcer, presence } = session
  const leader = useLastSeen(useReadable(presence), following.clientId)
  const isLost = following.is === 'lost'
  const name = leader?.name ?? ''
  useOwnInput(!isLost, () => {
    // Here, and not where the page was still on its way to.
    window.scrollTo({ top: window.scrollY, behavior: 'instant' })
    follow.stop()
    announcer.say(words.ends)
  })
  useEffect(() => {
    announcer.say(isLost ? words.left(name) : words.begins(name))
    if (!isLost) return
    const timer = setTimeout(() => follow.stop(), FAREWELL_MS)
    return () => clearTimeout(timer)
    // A new name alone is no news.
  }, [isLost])

  if (!leader) return null
  return (
    <>
      {!isLost && <div className="follow-frame" style={personStyle(leader.color)} />}
      <section
        className="follow-bar"
        style={personStyle(leader.color)}
        aria-label={words.following(name)}
      >
        <Avatar participant={leader} />
        {isLost ? (
          <span>{words.left(name)}</span>
        ) : (
          <>
            <span>
              {words.following(name)} <span className="follow-hint">· {words.stopHint}</span>
            </span>
            <button className="follow-stop" type="button" onClick={() => follow.stop()}>
              {words.stop}
            </button>
          </>
        )}
      </section>
    </>
  )
}

/** Somebody as they were when they were last here. */
function useLastSeen(people: readonly Participant[], clientId: number): Participant | undefined {
  const now = people.find((participant) => participant.clientId === clientId)
  const [last, setLast] = useState(now)
  if (now && now !== last) setLast(now)
  return now ?? last
}
