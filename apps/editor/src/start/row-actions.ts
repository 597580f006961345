import { Pencil, Trash2, X } from 'lucide-react'
import { isLinkName } from '../collaboration/link-name.ts'
import type { DocumentAction } from '../document/actions/document-action.ts'
import type { Library, NamedDocument } from '../library/library.ts'
import { library as words } from '../strings/library.ts'

/** What can be done with a document from a list. */
export function rowActions(
  library: Library,
  document: NamedDocument,
  isRecent: boolean,
  startRenaming: () => void,
): readonly DocumentAction[] {
  // A link to read by is no document's name.
  const isOwn = !isLinkName(document.name)
  return [
    {
      name: 'rename',
      label: words.rename,
      icon: Pencil,
      group: 'document',
      run: startRenaming,
      isAvailable: () => isOwn,
    },
    {
      name: 'forget',
      label: words.forget,
      icon: X,
      group: 'document',
      run: () => library.recent.removed(document.name),
      isAvailable: () => isRecent,
    },
    {
      name: 'delete',
      label: words.delete,
      icon: Trash2,
      group: 'delete',
      run: () => void library.delete(document),
      isAvailable: () => isOwn,
    },
  ]
}
