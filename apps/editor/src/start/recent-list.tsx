import { useReadable } from '../browser/use-readable.ts'
import { start } from '../strings/start.ts'
import { DocumentList } from './document-list.tsx'
import { relativeTime } from './relative-time.ts'
import { useLibrary } from './use-library.ts'

/** What was opened in this browser last. */
export function RecentList() {
  const recent = useReadable(useLibrary().recent)
  const nowMs = Date.now()
  const documents = recent.map(({ name, title, openedMs }) => ({
    name,
    title,
    detail: relativeTime(openedMs, nowMs),
  }))
  return (
    <DocumentList
      id="recent"
      title={start.recent}
      documents={documents}
      empty={start.recentEmpty}
      isRecent
    />
  )
}
