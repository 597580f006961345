import { useReadable } from '../browser/use-readable.ts'
import type { DocumentSession } from '../collaboration/document-session.ts'
import type { SchemaState } from '../collaboration/schema-watch.ts'
import { newerDocument as words } from '../strings/newer-document.ts'
import { PlainHeader } from './plain-header.tsx'
import { StatusPill } from './status-pill.tsx'

/**
 * In place of a document that this page is too old for. What was written before still goes to the server. Here from the
 * start, because when it is needed, the server has the files of a newer page.
 */
export function NewerDocument(props: {
  readonly session: DocumentSession
  readonly schema: Exclude<SchemaState, 'known'>
}) {
  const { session, schema } = props
  const { canWrite } = useReadable(session.status)
  const mayEdit = schema === 'newer-from-start' && canWrite && session.provider.synced
  return (
    <>
      <PlainHeader documentName={session.documentName} status={<StatusPill session={session} />} />
      <main className="page">
        <div className="notice" role="alert">
          <p>
            {words.text} {mayEdit && words.mayEdit}
          </p>
          <p>
            <button className="button primary" type="button" onClick={() => location.reload()}>
              {words.reload}
            </button>{' '}
            {mayEdit && (
              <button className="button" type="button" onClick={() => session.schema.editAnyway()}>
                {words.editAnyway}
              </button>
            )}
          </p>
        </div>
      </main>
    </>
  )
}
