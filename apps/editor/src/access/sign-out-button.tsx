import { LogOut } from 'lucide-react'
import { useState } from 'react'
import { useReadable } from '../browser/use-readable.ts'
import { part } from '../part/part.tsx'
import { accessActions as words } from '../strings/access-actions.ts'
import type { ServerAccess } from './server-access.ts'

const SignOutDialog = part(() => import('./sign-out-dialog.tsx'), { isTold: true })

/** Signs out, where somebody has signed in. */
export function SignOutButton({ access }: { readonly access: ServerAccess }) {
  const facts = useReadable(access)
  const [isLeaving, setLeaving] = useState(false)
  if (facts?.mode !== 'password' || !facts.isIn) return null
  return (
    <>
      <button className="button quiet" type="button" onClick={() => setLeaving(true)}>
        <LogOut aria-hidden="true" />
        <span className="button-label">{words.signOut}</span>
      </button>
      {isLeaving && <SignOutDialog onClose={() => setLeaving(false)} />}
    </>
  )
}
