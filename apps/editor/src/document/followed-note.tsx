import { useEffect, useRef } from 'react'
import { useReadable } from '../browser/use-readable.ts'
import type { DocumentSession } from '../collaboration/document-session.ts'
import { follow as words } from '../strings/follow.ts'
import { Eye } from 'lucide-react'

/** Nobody is watched without knowing it. */
export function FollowedNote({ session }: { readonly session: DocumentSession }) {
  const { follow, presence, announcer } = session
  const followers = useReadable(follow.followers)
  const people = useReadable(presence)
  const names = people
    .filter(({ clientId }) => followers.includes(clientId))
    .map(({ name }) => name)
  const before = useRef(0)
  useEffect(() => {
    if (names.length > before.current) announcer.say(`${words.followed(names)}.`)
    else if (names.length === 0 && before.current > 0) announcer.say(`${words.unfollowed}.`)
    before.current = names.length
  }, [names.length])

  if (names.length === 0) return null
  return (
    <p className="followed-note" title={names.join(', ')}>
      <Eye aria-hidden="true" />
      {words.followed(names)}
    </p>
  )
}
