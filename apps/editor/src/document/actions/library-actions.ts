import { Pencil, Trash2 } from 'lucide-react'
import { strings } from '../../strings.ts'
import { focusTitle } from '../document-title.tsx'
import type { OpenPage } from '../open-page.ts'
import type { DocumentAction } from './document-action.ts'

/** What can be done with the document as a whole. */
export function libraryActions({ isEditable, dialogs }: OpenPage): readonly DocumentAction[] {
  const words = strings.page
  return [
    {
      name: 'rename',
      label: words.rename,
      icon: Pencil,
      group: 'document',
      run: focusTitle,
      isAvailable: () => isEditable,
    },
    {
      name: 'delete',
      label: words.delete,
      icon: Trash2,
      group: 'delete',
      run: () => dialogs.open('delete'),
      isAvailable: () => isEditable,
    },
  ]
}
