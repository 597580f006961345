import { useEffect, useMemo, useState } from 'react'
import type { Browser } from '../browser/browser.ts'
import { useReadable } from '../browser/use-readable.ts'
import type { DocumentKind } from '../collaboration/document-kind.ts'
import type { DocumentSession } from '../collaboration/document-session.ts'
import { strings } from '../strings.ts'
import { Dialogs } from './dialogs.ts'
import { NewerDocument } from './newer-document.tsx'
import type { AnyOpenPage, DocumentProps } from './open-page.ts'
import { Panels } from './panels.ts'
import { PlainHeader } from './plain-header.tsx'
import { part, type PartOptions } from '../part/part.tsx'

const options: PartOptions<DocumentProps> = {
  isTold: true,
  loading: ({ common }) => <PlainHeader documentName={common.session.documentName} />,
}

// Each with an editor of its own, which the other does not need.
const documents = {
  text: part(() => import('./text-document.tsx'), options),
  code: part(() => import('../code/code-document.tsx'), options),
}

/** Loads the editor for this kind of document, so that it is there at once. Never rejects. */
export function loadEditor(kind: DocumentKind): Promise<void> {
  return documents[kind].loadAhead()
}

/** A document that is being edited. */
export function OpenDocument(props: {
  readonly browser: Browser
  readonly session: DocumentSession
}) {
  const { browser, session } = props
  const kind = useReadable(session.kind)
  const schema = useReadable(session.schema)
  const status = useReadable(session.status)
  const hasContent = useReadable(session.content)
  const title = useReadable(session.displayName)
  const isEditable = hasContent && status.canWrite && !session.byLink
  // What is open for a text is not for code, which it can become by somebody else's hand.
  const dialogs = useMemo(() => new Dialogs(), [kind])
  const [panels] = useState(() => openPanels(browser))
  const common = useMemo<AnyOpenPage>(
    () => ({ browser, session, panels, dialogs, isEditable }),
    [browser, session, panels, dialogs, isEditable],
  )
  useEffect(() => {
    document.title = strings.pageTitle(title)
  }, [title])
  if (schema !== 'known') return <NewerDocument session={session} schema={schema} />
  const Document = documents[kind]
  return <Document common={common} isLoading={!hasContent} />
}

/** The panels as they were last, and the developers' if the address says `?dev`. */
function openPanels({ panelStorage }: Browser): Panels {
  const panels = new Panels(panelStorage, matchMedia('(width >= 64rem)').matches)
  if (new URLSearchParams(location.search).has('dev')) panels.open('developer')
  return panels
}
