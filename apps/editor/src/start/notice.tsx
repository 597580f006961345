import { X } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef } from 'react'
import { useReadable } from '../browser/use-readable.ts'
import type { Notices } from '../library/notice.ts'
import { library as words } from '../strings/library.ts'

/** What was just done, with a way back. It waits for whoever has the mouse or the focus on it. */
export function Notice({ notices }: { readonly notices: Notices }) {
  const notice = useReadable(notices)
  const undo = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    // What had the focus is gone with the document.
    if (notice?.undo) undo.current?.focus()
  }, [notice])
  const dismiss = () => {
    notices.dismiss()
    document.querySelector<HTMLElement>('main')?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') dismiss()
  }
  return (
    <div
      className="notice-place"
      onMouseEnter={() => notices.hold()}
      onMouseLeave={() => notices.release()}
      onFocus={() => notices.hold()}
      onBlur={() => notices.release()}
      onKeyDown={onKeyDown}
    >
      <p className="visually-hidden" role="status">
        {notice?.text}
      </p>
      {notice && (
        <div className="notice-card">
          <p>{notice.text}</p>
          {notice.undo && (
            <button ref={undo} className="button" type="button" onClick={notice.undo}>
              {words.undo}
            </button>
          )}
          <button
            className="button quiet icon-button"
            type="button"
            aria-label={words.dismiss}
            onClick={dismiss}
          >
            <X aria-hidden="true" />
          </button>
        </div>
      )}
    </div>
  )
}
