import { ChevronRight, Undo2 } from 'lucide-react'
import { useReadable } from '../browser/use-readable.ts'
import type { DeletedDocument } from '../library/deleted-documents.ts'
import { shownName } from '../library/library.ts'
import { library as words } from '../strings/library.ts'
import { relativeTime } from './relative-time.ts'
import { useLibrary } from './use-library.ts'

const DAY_MS = 24 * 60 * 60 * 1000

/** What can still be brought back. */
export function DeletedList() {
  const library = useLibrary()
  const deleted = useReadable(library.deleted)
  const nowMs = Date.now()
  if (deleted.length === 0) return null
  return (
    <details className="deleted-list">
      <summary>
        <ChevronRight aria-hidden="true" />
        {words.deleted} <span className="count">{words.count(deleted.length)}</span>
      </summary>
      <p className="hint">{words.deletedHint}</p>
      <ul>
        {deleted.map((document) => (
          <li className="document-row" key={document.name}>
            <span className="deleted-document" title={document.name}>
              <span className="document-name">{shownName(document)}</span>
              <span className="document-detail">{detailOf(document, nowMs)}</span>
            </span>
            <button
              className="button"
              type="button"
              aria-label={words.restoreNamed(shownName(document))}
              onClick={() => void library.restore(document)}
            >
              <Undo2 aria-hidden="true" />
              {words.restore}
            </button>
          </li>
        ))}
      </ul>
    </details>
  )
}

function detailOf({ deletedMs, untilMs }: DeletedDocument, nowMs: number): string {
  const left = Math.ceil(((untilMs ?? nowMs) - nowMs) / DAY_MS)
  return `${relativeTime(deletedMs, nowMs)} · ${words.left(left)}`
}
