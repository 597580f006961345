import { TableOfContents } from 'lucide-react'
import { strings } from '../../strings.ts'
import type { OpenPage } from '../open-page.ts'
import type { DocumentAction } from './document-action.ts'

/** The headings beside the text. */
export function outlineActions({ kind, panels }: OpenPage): readonly DocumentAction[] {
  return [
    {
      name: 'outline',
      label: strings.page.outline,
      icon: TableOfContents,
      group: 'view',
      run: () => panels.toggle('outline'),
      isOn: () => panels.isOpen('outline'),
      isAvailable: () => kind === 'text',
    },
  ]
}
