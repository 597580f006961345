import type { ReactNode } from 'react'
import { OpenDialog } from './dialog-registry.tsx'
import { DocumentBar } from './document-bar.tsx'
import { FollowSlot } from './follow-slot.tsx'
import { LiveRegion } from './live-region.tsx'
import { type OpenPage, OpenPageContext } from './open-page.ts'
import { SidePanel } from './panel-registry.tsx'
import { StatusBanner } from './status-details.ts'
import { useDocumentActions } from './use-document-actions.ts'
import { useShortcuts } from './use-shortcuts.ts'

/** What stands around every document, whatever is in it: the bar, the panels, the notices. */
export function DocumentFrame(props: {
  readonly page: OpenPage
  readonly copyAll: () => Promise<boolean>
  readonly children: ReactNode
}) {
  const { page, copyAll, children } = props
  const { session } = page
  const late = useDocumentActions(page)
  useShortcuts(late.actions)

  return (
    <OpenPageContext value={page}>
      <DocumentBar late={late} />
      <div className="workspace">
        <SidePanel side="left" />
        <main className="page">
          {children}
          <StatusBanner session={session} copyAll={copyAll} />
        </main>
        <SidePanel side="right" />
      </div>
      <FollowSlot session={session} />
      <OpenDialog />
      <LiveRegion announcer={session.announcer} />
    </OpenPageContext>
  )
}
