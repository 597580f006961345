import { useReadable } from '../../browser/use-readable.ts'
import { comments as words } from '../../strings/comments.ts'
import type { OpenComments } from '../open-comments.ts'

/** After something was deleted: that it was, and the way back. */
export function UndoNotice({ opened }: { readonly opened: OpenComments }) {
  const putBack = useReadable(opened.removed)
  if (!putBack) return null
  return (
    <div className="undo-notice">
      <p>{words.deleted}</p>
      <button type="button" className="button" onClick={putBack}>
        {words.undo}
      </button>
    </div>
  )
}
