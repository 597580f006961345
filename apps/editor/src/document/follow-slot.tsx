import { useState } from 'react'
import { useReadable } from '../browser/use-readable.ts'
import type { DocumentSession } from '../collaboration/document-session.ts'
import { part } from '../part/part.tsx'

const FollowLayer = part(() => import('./follow-layer.tsx'))

/** Where following shows, once anybody follows anybody. Until then there is nothing to load. */
export function FollowSlot({ session }: { readonly session: DocumentSession }) {
  const following = useReadable(session.follow)
  const followers = useReadable(session.follow.followers)
  const isNeeded = following.is !== 'nobody' || followers.length > 0
  const [wasNeeded, setNeeded] = useState(isNeeded)
  if (isNeeded && !wasNeeded) setNeeded(true)
  return isNeeded || wasNeeded ? <FollowLayer /> : null
}
