import { lazy, Suspense, useEffect, useState } from 'react'
import { Plus } from 'lucide-react'
import type { Browser } from '../browser/browser.ts'
import { useReadable } from '../browser/use-readable.ts'
import type { DocumentSession } from '../collaboration/document-session.ts'
import { TextEditor } from '../editor/text-editor.tsx'
import { NewDocumentLink } from '../start/new-document-link.tsx'
import { strings } from '../strings.ts'
import { CopyLink } from './copy-link.tsx'
import { LiveRegion } from './live-region.tsx'
import { People } from './people.tsx'
import { PlainHeader } from './plain-header.tsx'
import { SizeNotice } from './size-notice.tsx'
import { StatusBanner } from './status-banner.tsx'
import { StatusPill } from './status-pill.tsx'

const ProfileDialog = lazy(() => import('./profile-dialog.tsx'))

/** A document that is being edited: who is here, whether it is saved, and the text. */
export function OpenDocument(props: {
  readonly browser: Browser
  readonly session: DocumentSession
}) {
  const { browser, session } = props
  const { documentName } = session
  const [isIntroducing, setIntroducing] = useState(false)
  const status = useReadable(session.status)
  const hasContent = useHasContent(session)
  const isEditable = hasContent && status.canWrite

  return (
    <>
      <PlainHeader documentName={documentName} status={<StatusPill session={session} />}>
        <People session={session} onIntroduce={() => setIntroducing(true)} />
        <CopyLink announcer={session.announcer} />
        <NewDocumentLink className="button quiet" draw={browser.draw}>
          <Plus aria-hidden="true" />
          <span className="button-label">{strings.header.newDocument}</span>
        </NewDocumentLink>
      </PlainHeader>
      <main className="page">
        <TextEditor session={session} isEditable={isEditable} isLoading={!hasContent}>
          {(copyAll) => (
            <>
              <SizeNotice session={session} />
              <StatusBanner session={session} copyAll={copyAll} />
            </>
          )}
        </TextEditor>
      </main>
      <Suspense>
        {isIntroducing && <ProfileDialog session={session} onClose={() => setIntroducing(false)} />}
      </Suspense>
      <LiveRegion announcer={session.announcer} />
    </>
  )
}

/** Whether the document has arrived at all. Before that there is nothing to edit, only something to overwrite. */
function useHasContent({ provider }: DocumentSession): boolean {
  const [hasContent, setHasContent] = useState(provider.synced)
  useEffect(() => {
    let isMounted = true
    void provider.whenSynced.then(() => {
      if (isMounted) setHasContent(true)
    })
    return () => {
      isMounted = false
    }
  }, [provider])
  return hasContent
}
