import { CommentsButton } from '../comments/comments-button.tsx'
import { DocumentMenu } from './document-menu.tsx'
import { DocumentTitle } from './document-title.tsx'
import { NetworkSwitched } from './network-switched.tsx'
import { useOpenPage } from './open-page.ts'
import { People } from './people.tsx'
import { PlainHeader } from './plain-header.tsx'
import { ShareButton } from './share-button.tsx'
import { StatusPill } from './status-pill.tsx'
import type { LateActions } from './use-document-actions.ts'

/** The bar of an open document: what it is called, whether it is saved, who is here, and what can be done. */
export function DocumentBar({ late }: { readonly late: LateActions }) {
  const { session, dialogs, kind, isEditable } = useOpenPage()
  return (
    <PlainHeader
      documentName={session.documentName}
      title={<DocumentTitle session={session} isEditable={isEditable} />}
      status={<StatusPill session={session} />}
    >
      <NetworkSwitched network={session.network} />
      <People session={session} onIntroduce={() => dialogs.open('profile')} />
      <ShareButton />
      {kind === 'text' && <CommentsButton />}
      <DocumentMenu actions={late.actions} retry={late.retry} />
    </PlainHeader>
  )
}
