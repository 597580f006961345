import type { DocumentSession } from '../collaboration/document-session.ts'
import type { Participant } from '../collaboration/participants.ts'
import { strings } from '../strings.ts'
import { Avatar } from './avatar.tsx'
import { FollowButton } from './follow-button.tsx'

/** In a room with more people than this, the rest is a number. */
const LISTED = 200

/** Everybody who is here, what they do, and a way to follow them. */
export function PeopleList(props: {
  readonly session: DocumentSession
  readonly participants: readonly Participant[]
}) {
  const { session, participants } = props
  const words = strings.people
  return (
    <>
      <ul className="people-list">
        {participants.slice(0, LISTED).map((participant) => (
          <li key={participant.clientId} data-activity={participant.activity}>
            <Avatar participant={participant} />
            <span className="person-name">
              {participant.name} {participant.isSelf && words.you}
            </span>
            <span className="person-activity">{words.activity[participant.activity]}</span>
            {!participant.isSelf && (
              <FollowButton session={session} participant={participant} className="button quiet">
                {words.follow}
              </FollowButton>
            )}
          </li>
        ))}
      </ul>
      {participants.length > LISTED && <p>{words.more(participants.length - LISTED)}</p>}
      {participants.length === 1 && !session.byLink && <p>{words.alone}</p>}
      {session.byLink && <p>{words.unseen}</p>}
    </>
  )
}
