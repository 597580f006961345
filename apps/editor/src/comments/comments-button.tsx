import { MessageSquareText } from 'lucide-react'
import { useReadable } from '../browser/use-readable.ts'
import { useTextPage } from '../document/open-page.ts'
import { part } from '../part/part.tsx'
import { strings } from '../strings.ts'
import type { OpenComments } from './open-comments.ts'

const CommentChip = part(() => import('./comment-chip.tsx'))

/** Opens and closes the comments, and counts those that came while they were closed. */
export function CommentsButton() {
  const { comments, panels } = useTextPage()
  const opened = useReadable(comments)
  useReadable(panels)
  const isOpen = panels.isOpen('comments')
  const toggle = () => panels.toggle('comments')
  if (!opened) return <Button count={0} isOpen={isOpen} onClick={toggle} />
  return <CountingButton opened={opened} isOpen={isOpen} onClick={toggle} />
}

interface ButtonProps {
  readonly isOpen: boolean
  readonly onClick: () => void
}

function CountingButton(props: ButtonProps & { readonly opened: OpenComments }) {
  const count = useReadable(props.opened.news)
  return (
    <>
      <Button {...props} count={count} />
      {!props.isOpen && <CommentChip opened={props.opened} />}
    </>
  )
}

function Button({ count, isOpen, onClick }: ButtonProps & { readonly count: number }) {
  const words = strings.page
  return (
    <button
      type="button"
      className="button quiet icon-button comments-button"
      aria-label={count > 0 ? words.commentsNew(count) : words.comments}
      aria-expanded={isOpen}
      onClick={onClick}
    >
      <MessageSquareText aria-hidden="true" />
      {count > 0 && (
        <span className="comments-count" aria-hidden="true">
          {Math.min(count, 99)}
        </span>
      )}
    </button>
  )
}
