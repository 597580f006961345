import type { DocumentAction } from './actions/document-action.ts'
import { CopyLink } from './copy-link.tsx'
import { DocumentMenu } from './document-menu.tsx'
import { useOpenPage } from './open-page.ts'
import { People } from './people.tsx'
import { PlainHeader } from './plain-header.tsx'
import { StatusPill } from './status-pill.tsx'

/** The bar of an open document: what it is called, whether it is saved, who is here, and what can be done. */
export function DocumentBar({ actions }: { readonly actions: readonly DocumentAction[] }) {
  const { session, dialogs } = useOpenPage()
  return (
    <PlainHeader documentName={session.documentName} status={<StatusPill session={session} />}>
      <People session={session} onIntroduce={() => dialogs.open('profile')} />
      <CopyLink announcer={session.announcer} />
      <DocumentMenu actions={actions} />
    </PlainHeader>
  )
}
