import { Printer } from 'lucide-react'
import { strings } from '../../strings.ts'
import type { OpenPage } from '../open-page.ts'
import type { DocumentAction } from './document-action.ts'

/** The text on paper; what that looks like is in `print/`. */
export function printActions({ kind }: OpenPage): readonly DocumentAction[] {
  return [
    {
      name: 'print',
      label: strings.page.print,
      icon: Printer,
      group: 'document',
      keys: 'Mod+P',
      // After the menu has closed.
      run: () => setTimeout(() => print()),
      isAvailable: () => kind === 'text',
    },
  ]
}
