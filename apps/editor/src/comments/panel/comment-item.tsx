import { Pencil, Trash2 } from 'lucide-react'
import { useRef, useState } from 'react'
import { personStyle } from '../../document/avatar.tsx'
import { useTextPage } from '../../document/open-page.ts'
import { comments as words } from '../../strings/comments.ts'
import type { OpenComments } from '../open-comments.ts'
import type { Comment, Thread } from '../thread.ts'
import { CommentBox } from './comment-box.tsx'
import { CommentTime } from './comment-time.tsx'

/** Who said what and when. One's own can be changed and taken back. */
export function CommentItem(props: {
  readonly opened: OpenComments
  readonly thread: Thread
  readonly comment: Comment
}) {
  const { opened, thread, comment } = props
  const { isEditable } = useTextPage()
  const [isEditing, setEditing] = useState(false)
  const editButton = useRef<HTMLButtonElement>(null)
  const { author, content } = comment
  if (content.kind === 'deleted') return <p className="comment-removed">{words.removed}</p>

  const stopEditing = () => {
    setEditing(false)
    // Once the button is there again.
    setTimeout(() => editButton.current?.focus())
  }
  return (
    <div className="comment">
      <div className="comment-head">
        <span className="comment-person" style={personStyle(author.color)} aria-hidden="true" />
        <span className="comment-author">{author.name}</span>
        <CommentTime atMs={comment.atMs} />
        {content.isEdited && <span className="comment-edited">({words.edited})</span>}
        {isEditable && author.id === opened.ownId && !isEditing && (
          <span className="comment-tools">
            <button
              ref={editButton}
              type="button"
              className="tool"
              title={words.edit}
              aria-label={words.editLabel}
              onClick={() => setEditing(true)}
            >
              <Pencil aria-hidden="true" />
            </button>
            <button
              type="button"
              className="tool"
              title={words.delete}
              aria-label={words.deleteLabel}
              onClick={(event) => {
                event.stopPropagation()
                opened.remove(thread, comment.id)
              }}
            >
              <Trash2 aria-hidden="true" />
            </button>
          </span>
        )}
      </div>
      {isEditing ? (
        <CommentBox
          opened={opened}
          draftKey={comment.id}
          initial={content.text}
          label={words.editLabel}
          placeholder={words.write}
          action={words.save}
          isFocused
          onSend={(text) => {
            if (text !== content.text) opened.threads.edit(thread.id, comment.id, text)
            stopEditing()
          }}
          onCancel={stopEditing}
        />
      ) : (
        <p className="comment-text" dir="auto">
          {content.text}
        </p>
      )}
    </div>
  )
}
