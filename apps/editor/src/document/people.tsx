import { useReadable } from '../browser/use-readable.ts'
import type { DocumentSession } from '../collaboration/document-session.ts'
import type { Participant } from '../collaboration/participants.ts'
import { strings } from '../strings.ts'
import { Avatar } from './avatar.tsx'
import { Popover } from './popover.tsx'

const AVATARS = 5
/** In a room with more people than this, the rest is a number. */
const LISTED = 50

/** Who is here: a row of avatars that opens into a list. */
export function People(props: {
  readonly session: DocumentSession
  readonly onIntroduce: () => void
}) {
  const participants = useReadable(props.session.presence)
  const words = strings.people
  const hidden = participants.length - AVATARS
  return (
    <Popover
      label={strings.header.people(participants.slice(0, LISTED).map(nameOf))}
      className="people"
      title={words.title}
      button={
        <>
          {participants.slice(0, AVATARS).map((participant) => (
            <Avatar key={participant.clientId} participant={participant} />
          ))}
          {hidden > 0 && (
            <span className="avatar avatar-more" aria-hidden="true">
              {strings.header.more(hidden)}
            </span>
          )}
        </>
      }
    >
      <h2>{words.title}</h2>
      <ul className="people-list">
        {participants.slice(0, LISTED).map((participant) => (
          <li key={participant.clientId} data-activity={participant.activity}>
            <Avatar participant={participant} />
            <span className="person-name">{nameOf(participant)}</span>
            <span className="person-activity">{words.activity[participant.activity]}</span>
          </li>
        ))}
      </ul>
      {participants.length > LISTED && <p>{words.more(participants.length - LISTED)}</p>}
      {participants.length === 1 && <p>{words.alone}</p>}
      <button className="button" type="button" onClick={props.onIntroduce}>
        {words.change}
      </button>
    </Popover>
  )
}

function nameOf({ name, isSelf }: Participant): string {
  return isSelf ? `${name} ${strings.people.you}` : name
}
