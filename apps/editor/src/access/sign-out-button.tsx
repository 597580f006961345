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
  const [isAsking, setAsking] = useState(false)
  if (facts?.mode !== 'password' || !facts.isIn) return null
  const leave = async () => {
    const { signOutOrAsk } = await import('./sign-out.ts')
    await signOutOrAsk(() => setAsking(true))
  }
  return (
    <>
      <button className="button quiet" type="button" onClick={() => void leave()}>
        <LogOut aria-hidden="true" />
        <span className="button-label">{words.signOut}</span>
      </button>
      {isAsking && <SignOutDialog onClose={() => setAsking(false)} />}
    </>
  )
}
