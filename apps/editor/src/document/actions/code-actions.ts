import { Download, Search } from 'lucide-react'
import { strings } from '../../strings.ts'
import type { OpenPage } from '../open-page.ts'
import type { DocumentAction } from './document-action.ts'

/** What can be done with a document of code. */
export function codeActions(page: OpenPage): readonly DocumentAction[] {
  if (page.kind !== 'code') return []
  const { code, session, isEditable } = page
  const download = async () => {
    const { downloadCode } = await import('../../code/download-code.ts')
    downloadCode(session.displayName.get(), code)
  }
  return [
    {
      name: 'download-code',
      label: strings.page.downloadCode,
      icon: Download,
      group: 'document',
      run: () => void download(),
    },
    {
      name: 'find-in-code',
      label: isEditable ? strings.page.replace : strings.page.find,
      icon: Search,
      group: 'edit',
      keys: 'Mod+F',
      run: () => code.find(),
    },
  ]
}
