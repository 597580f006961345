import { useReadable } from '../browser/use-readable.ts'
import type { DocumentSession } from '../collaboration/document-session.ts'
import type { Status } from '../collaboration/save-status.ts'
import { strings } from '../strings.ts'
import { Popover } from './popover.tsx'
import { StatusText } from './status-details.ts'
import { StatusIcon } from './status-icon.tsx'

/** One word on where the edits are, and more when asked. `data-save-state` is the truth without the calm of the word. */
export function StatusPill({ session }: { readonly session: DocumentSession }) {
  const { kind } = useReadable(session.status)
  const shown = useReadable(session.shownStatus)
  const word = wordFor(shown)
  return (
    <div className="status" data-save-state={kind} data-tone={shown.tone}>
      <Popover
        label={strings.status.label(word)}
        className="pill"
        title={word}
        button={
          <>
            <StatusIcon kind={shown.kind} />
            <span className="pill-word">{word}</span>
          </>
        }
      >
        <StatusText session={session} />
      </Popover>
    </div>
  )
}

function wordFor({ kind, unsavedChanges }: Status): string {
  const isCounted = kind === 'syncing' && unsavedChanges !== undefined && unsavedChanges > 0
  return isCounted ? strings.status.syncing(unsavedChanges) : strings.status.pill[kind]
}
