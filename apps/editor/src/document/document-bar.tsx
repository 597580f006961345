import { CommentsButton } from '../comments/comments-button.tsx'
import type { DocumentAction } from './actions/document-action.ts'
import { DocumentMenu } from './document-menu.tsx'
import { DocumentTitle } from './document-title.tsx'
import { NetworkSwitched } from './network-switched.tsx'
import { useOpenPage } from './open-page.ts'
import { People } from './people.tsx'
import { PlainHeader } from './plain-header.tsx'
import { ShareButton } from './share-button.tsx'
import { StatusPill } from './status-pill.tsx'

/** The bar of an open document: what it is called, whether it is saved, who is here, and what can be done. */
export function DocumentBar({ actions }: { readonly actions: readonly DocumentAction[] }) {
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
      <DocumentMenu actions={actions} />
    </PlainHeader>
  )
}
