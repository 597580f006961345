import { ClipboardCopy, Download, FileInput } from 'lucide-react'
import { convertActions as words } from '../../strings/convert-actions.ts'
import type { OpenPage } from '../open-page.ts'
import type { DocumentAction } from './document-action.ts'

/** A text in from a file, and out to one. */
export function convertActions(page: OpenPage): readonly DocumentAction[] {
  if (page.kind !== 'text') return []
  const { editor, session, dialogs, isEditable } = page
  const copy = async () => {
    const { copyAsMarkdown } = await import('../../convert/copy-as-markdown.ts')
    session.announcer.say(await copyAsMarkdown(editor.state))
  }
  return [
    {
      name: 'import',
      label: words.import,
      icon: FileInput,
      group: 'document',
      run: () => dialogs.open('import'),
      isAvailable: () => isEditable,
    },
    {
      name: 'download',
      label: words.download,
      icon: Download,
      group: 'document',
      run: () => dialogs.open('download'),
    },
    {
      name: 'copy-as-markdown',
      label: words.copyAsMarkdown,
      icon: ClipboardCopy,
      group: 'document',
      run: () => void copy(),
    },
  ]
}
