import { MessageSquareText } from 'lucide-react'
import { useReadable } from '../browser/use-readable.ts'
import { comments as words } from '../strings/comments.ts'
import type { OpenComments } from './open-comments.ts'

/** Where the comments would cover the text they wait to be asked: the way to the thread at the caret. */
export default function CommentChip({ opened }: { readonly opened: OpenComments }) {
  const current = useReadable(opened.inText.current)
  const threads = useReadable(opened.threads)
  const thread = threads.find(({ id }) => id === current)
  if (!thread || thread.resolution) return null
  const said = thread.comments.filter(({ content }) => content.kind === 'text')
  const name = thread.comments[0]?.author.name ?? ''
  return (
    <button
      type="button"
      className="button comment-chip"
      // The caret stays in the text, or a keyboard on the screen would fold and move what is being touched.
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => opened.show(thread.id)}
    >
      <MessageSquareText aria-hidden="true" />
      <span className="comment-chip-words">{words.chip(name, said.length)}</span>
    </button>
  )
}
