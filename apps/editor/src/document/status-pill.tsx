import { useReadable } from '../browser/use-readable.ts'
import type { DocumentSession } from '../collaboration/document-session.ts'
import { statusText, strings } from '../strings.ts'
import { Popover } from './popover.tsx'
import { StatusIcon } from './status-icon.tsx'

/** One word on where the edits are, and more when asked. */
export function StatusPill({ session }: { readonly session: DocumentSession }) {
  const { kind, tone, unsavedChanges } = useReadable(session.status)
  const people = useReadable(session.presence)
  const word =
    kind === 'syncing' && unsavedChanges
      ? strings.status.syncing(unsavedChanges)
      : strings.status.pill[kind]
  return (
    <div className="status" data-save-state={kind} data-tone={tone}>
      <Popover
        label={strings.status.label(word)}
        className="pill"
        title={word}
        button={
          <>
            <StatusIcon kind={kind} />
            <span className="pill-word">{word}</span>
          </>
        }
      >
        <p>{statusText(kind, unsavedChanges, people.length)}</p>
      </Popover>
    </div>
  )
}
