import { LogOut } from 'lucide-react'
import { accessActions as words } from '../../strings/access-actions.ts'
import type { OpenPage } from '../open-page.ts'
import type { DocumentAction } from './document-action.ts'

/** Leaving a server that is behind a password. */
export function accessActions({ browser, dialogs }: OpenPage): readonly DocumentAction[] {
  return [
    {
      name: 'sign-out',
      label: words.signOut,
      icon: LogOut,
      group: 'help',
      run: () => dialogs.open('sign-out'),
      isAvailable: () => {
        const access = browser.access.get()
        return access?.mode === 'password' && access.isIn
      },
    },
  ]
}
