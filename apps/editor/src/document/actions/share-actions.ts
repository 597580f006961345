import { LogOut, Share2 } from 'lucide-react'
import { shareActions as words } from '../../strings/share-actions.ts'
import type { OpenPage } from '../open-page.ts'
import type { DocumentAction } from './document-action.ts'

/** Letting others in, and leaving. */
export function shareActions({ browser, dialogs }: OpenPage): readonly DocumentAction[] {
  const signOut = async () => {
    const { signOutOrAsk } = await import('../../access/sign-out.ts')
    await signOutOrAsk(() => dialogs.open('sign-out'))
  }
  return [
    {
      name: 'share',
      label: words.share,
      icon: Share2,
      group: 'share',
      run: () => dialogs.open('share'),
    },
    {
      name: 'sign-out',
      label: words.signOut,
      icon: LogOut,
      group: 'help',
      run: () => void signOut(),
      isAvailable: () => {
        const access = browser.access.get()
        return access?.mode === 'password' && access.isIn
      },
    },
  ]
}
