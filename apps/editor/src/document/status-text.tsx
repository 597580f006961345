import { useReadable } from '../browser/use-readable.ts'
import type { DocumentSession } from '../collaboration/document-session.ts'
import { statusText } from '../strings/status-details.ts'

/** What the word in the pill means, and what happens to one's edits. */
export default function StatusText({ session }: { readonly session: DocumentSession }) {
  const status = useReadable(session.shownStatus)
  const people = useReadable(session.presence)
  return <p>{statusText(status, people.length, session.byLink)}</p>
}
