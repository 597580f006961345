import { LogOut } from 'lucide-react'
import { useReadable } from '../browser/use-readable.ts'
import { shareActions as words } from '../strings/share-actions.ts'
import type { ServerAccess } from './server-access.ts'
import { signOut } from './sign-out.ts'

/** Signs out, where somebody has signed in. */
export function SignOutButton({ access }: { readonly access: ServerAccess }) {
  const facts = useReadable(access)
  if (facts?.mode !== 'password' || !facts.isIn) return null
  return (
    <button className="button quiet" type="button" onClick={() => void signOut()}>
      <LogOut aria-hidden="true" />
      <span className="button-label">{words.signOut}</span>
    </button>
  )
}
