import { Keyboard } from 'lucide-react'
import { strings } from '../../strings.ts'
import type { OpenPage } from '../open-page.ts'
import type { DocumentAction } from './document-action.ts'

/** What there is to know about all the others. */
export function helpActions({ dialogs }: OpenPage): readonly DocumentAction[] {
  return [
    {
      name: 'shortcuts',
      label: strings.page.shortcuts,
      icon: Keyboard,
      group: 'help',
      keys: 'Mod+/',
      keysOutsideText: '?',
      run: () => dialogs.open('shortcuts'),
    },
  ]
}
