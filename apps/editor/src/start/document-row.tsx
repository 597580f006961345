import { FileText } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { DocumentMenu } from '../document/document-menu.tsx'
import { type NamedDocument, shownName } from '../library/library.ts'
import { documentPath } from '../routes.ts'
import { library as words } from '../strings/library.ts'
import { RenameForm } from './rename-form.tsx'
import { rowActions } from './row-actions.ts'
import { useLibrary } from './use-library.ts'

export interface ListedDocument extends NamedDocument {
  /** When, and how large. */
  readonly detail: string
}

/** A document in a list, to be opened, renamed or deleted. */
export function DocumentRow(props: {
  readonly document: ListedDocument
  /** Whether the list is of what was opened here, from which a document can be taken without harm to it. */
  readonly isRecent: boolean
}) {
  const { document, isRecent } = props
  const library = useLibrary()
  const link = useRef<HTMLAnchorElement>(null)
  const [isRenaming, setRenaming] = useState(false)
  const wasRenaming = useRef(false)
  const name = shownName(document)

  // After renaming, the focus is back in the row.
  useEffect(() => {
    if (wasRenaming.current && !isRenaming) link.current?.focus()
    wasRenaming.current = isRenaming
  }, [isRenaming])

  if (isRenaming) {
    return (
      <li className="document-row">
        <RenameForm document={document} onEnd={() => setRenaming(false)} />
      </li>
    )
  }
  const actions = rowActions(library, document, isRecent, () => setRenaming(true))
  return (
    <li className="document-row">
      <a ref={link} href={documentPath(document.name)} title={document.name}>
        <FileText aria-hidden="true" />
        <span className="document-name">{name}</span>
        <span className="document-detail">{document.detail}</span>
      </a>
      <DocumentMenu actions={actions} label={words.menu(name)} title={words.menuTitle(name)} />
    </li>
  )
}
