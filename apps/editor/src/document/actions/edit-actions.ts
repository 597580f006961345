import { ArrowDown, ArrowUp, Replace, Search } from 'lucide-react'
import { strings } from '../../strings.ts'
import type { OpenPage } from '../open-page.ts'
import type { DocumentAction } from './document-action.ts'

/** Finding in the text, and replacing. */
export function editActions(page: OpenPage): readonly DocumentAction[] {
  if (page.kind !== 'text') return []
  const { editor, find, isEditable } = page
  const words = strings.page
  const isOpen = () => find.get().state === 'open'
  const open = (replaces: boolean) => {
    // What is typed before the bar is there is not to end up in the text.
    editor.view.dom.blur()
    find.open(replaces)
  }
  return [
    {
      name: 'find',
      label: words.find,
      icon: Search,
      group: 'edit',
      keys: 'Mod+F',
      // Replacing finds, too.
      isOutsideMenu: isEditable,
      run: () => open(false),
      // Asked for a second time, it is the browser's own that is wanted.
      isAvailable: () => !document.activeElement?.closest('.find-bar'),
    },
    {
      name: 'replace',
      label: words.replace,
      icon: Replace,
      group: 'edit',
      run: () => open(true),
      isAvailable: () => isEditable,
    },
    {
      name: 'find-next',
      label: words.findNext,
      icon: ArrowDown,
      group: 'edit',
      keys: 'Mod+G',
      run: () => find.step(1),
      isAvailable: isOpen,
    },
    {
      name: 'find-previous',
      label: words.findPrevious,
      icon: ArrowUp,
      group: 'edit',
      keys: 'Mod+Shift+G',
      run: () => find.step(-1),
      isAvailable: isOpen,
    },
  ]
}
