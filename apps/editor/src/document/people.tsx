import type { MouseEvent } from 'react'
import { useReadable } from '../browser/use-readable.ts'
import type { DocumentSession } from '../collaboration/document-session.ts'
import type { Participant } from '../collaboration/participants.ts'
import { strings } from '../strings.ts'
import { Avatar } from './avatar.tsx'
import { FollowButton } from './follow-button.tsx'
import { PeopleList } from './people-list.tsx'
import { Popover } from './popover.tsx'

const AVATARS = 5
/** In a room with more people than this, the rest is a number. */
const NAMED = 50

/** Who is here: oneself, whose avatar opens the list of all, and the first of the others, each of whom can be followed. */
export function People(props: {
  readonly session: DocumentSession
  readonly onIntroduce: () => void
}) {
  const { session, onIntroduce } = props
  const participants = useReadable(session.presence)
  const words = strings.people
  const introduce = ({ currentTarget }: MouseEvent<HTMLElement>) => {
    // First closed, so that the focus is back on its button before the dialog takes it.
    currentTarget.closest<HTMLElement>('[popover]')?.hidePopover()
    onIntroduce()
  }
  const self = participants.find(({ isSelf }) => isSelf)
  const shown = participants.slice(0, AVATARS).filter(({ isSelf }) => !isSelf)
  const hidden = participants.length - shown.length - (self ? 1 : 0)
  return (
    <div className="people" role="group" aria-label={words.title}>
      {shown.map((participant) => (
        <FollowButton
          key={participant.clientId}
          session={session}
          participant={participant}
          className="person"
        >
          <Avatar participant={participant} />
        </FollowButton>
      ))}
      <Popover
        label={strings.header.people(participants.slice(0, NAMED).map(nameOf))}
        className="person"
        title={words.title}
        button={
          <>
            {hidden > 0 && (
              <span className="avatar avatar-more" aria-hidden="true">
                {strings.header.more(hidden)}
              </span>
            )}
            {self && <Avatar participant={self} />}
          </>
        }
      >
        <h2>{words.title}</h2>
        <PeopleList session={session} participants={participants} />
        {!session.byLink && (
          <button className="button" type="button" onClick={introduce}>
            {words.change}
          </button>
        )}
      </Popover>
    </div>
  )
}

function nameOf({ name, isSelf }: Participant): string {
  return isSelf ? `${name} ${strings.people.you}` : name
}
