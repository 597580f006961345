import { MessageSquarePlus, MessageSquareText } from 'lucide-react'
import { strings } from '../../strings.ts'
import type { OpenPage } from '../open-page.ts'
import type { DocumentAction } from './document-action.ts'

/** Comments on the text. */
export function commentActions(page: OpenPage): readonly DocumentAction[] {
  if (page.kind !== 'text') return []
  const { comments, panels } = page
  return [
    {
      name: 'comment',
      label: strings.page.comment,
      icon: MessageSquarePlus,
      group: 'edit',
      keys: 'Mod+Alt+M',
      run: () => comments.run(),
      isAvailable: () => page.isEditable,
    },
    {
      name: 'comments',
      label: strings.page.comments,
      icon: MessageSquareText,
      group: 'view',
      run: () => panels.toggle('comments'),
      isOn: () => panels.isOpen('comments'),
    },
  ]
}
