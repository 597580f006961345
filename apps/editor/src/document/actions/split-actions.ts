import { Columns2 } from 'lucide-react'
import { splitPath } from '../../routes.ts'
import { strings } from '../../strings.ts'
import type { OpenPage } from '../open-page.ts'
import type { DocumentAction } from './document-action.ts'

/** Two people side by side, unless this is one of the two. */
export function splitActions({ browser, session }: OpenPage): readonly DocumentAction[] {
  return [
    {
      name: 'side-by-side',
      label: strings.page.sideBySide,
      icon: Columns2,
      group: 'view',
      run: () => location.assign(splitPath(session.documentName)),
      isAvailable: () => browser.seat === undefined && !session.byLink,
    },
  ]
}
