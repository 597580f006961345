import { useMemo, useState } from 'react'
import type { Browser } from '../browser/browser.ts'
import { useReadable } from '../browser/use-readable.ts'
import { copyText } from '../browser/copy-text.ts'
import type { DocumentSession } from '../collaboration/document-session.ts'
import { TextEditor } from '../editor/text-editor.tsx'
import { useTextEditor } from '../editor/use-text-editor.ts'
import { documentActions } from './actions/all-actions.ts'
import { OpenDialog } from './dialog-registry.tsx'
import { Dialogs } from './dialogs.ts'
import { DocumentBar } from './document-bar.tsx'
import { LiveRegion } from './live-region.tsx'
import { OpenPageContext, type OpenTextPage } from './open-page.ts'
import { SidePanel } from './panel-registry.tsx'
import { Panels } from './panels.ts'
import { SizeNotice } from './size-notice.tsx'
import { StatusBanner } from './status-banner.tsx'
import { useHasContent } from './use-has-content.ts'
import { useShortcuts } from './use-shortcuts.ts'

/** A document that is being edited: the bar, the text, and what stands beside it. */
export function OpenDocument(props: {
  readonly browser: Browser
  readonly session: DocumentSession
}) {
  const { browser, session } = props
  const status = useReadable(session.status)
  const hasContent = useHasContent(session)
  const isEditable = hasContent && status.canWrite
  const [dialogs] = useState(() => new Dialogs())
  const [panels] = useState(
    () => new Panels(browser.panelStorage, matchMedia('(width >= 64rem)').matches),
  )
  const editor = useTextEditor(session, isEditable)
  const page = useMemo<OpenTextPage>(
    () => ({ kind: 'text', browser, session, editor, panels, dialogs, isEditable }),
    [browser, session, editor, panels, dialogs, isEditable],
  )
  const actions = useMemo(() => documentActions(page), [page])
  useShortcuts(actions)

  return (
    <OpenPageContext value={page}>
      <DocumentBar actions={actions} />
      <div className="workspace">
        <SidePanel side="left" />
        <main className="page">
          <TextEditor isLoading={!hasContent} />
          <SizeNotice session={session} />
          <StatusBanner session={session} copyAll={() => copyText(editor.getText())} />
        </main>
        <SidePanel side="right" />
      </div>
      <OpenDialog />
      <LiveRegion announcer={session.announcer} />
    </OpenPageContext>
  )
}
