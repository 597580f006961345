import { Activity } from 'lucide-react'
import { strings } from '../../strings.ts'
import type { OpenPage } from '../open-page.ts'
import type { DocumentAction } from './document-action.ts'

/** The panel that shows what crosses the wire. */
export function developerActions({ panels }: OpenPage): readonly DocumentAction[] {
  return [
    {
      name: 'developer',
      label: strings.page.developer,
      icon: Activity,
      group: 'view',
      keys: 'Mod+Alt+D',
      run: () => panels.toggle('developer'),
      isOn: () => panels.isOpen('developer'),
    },
  ]
}
