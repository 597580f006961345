import { Check, RotateCcw } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useReadable } from '../../browser/use-readable.ts'
import { useTextPage } from '../../document/open-page.ts'
import { comments as words } from '../../strings/comments.ts'
import { threadElementId } from '../marks.ts'
import type { OpenComments } from '../open-comments.ts'
import type { Comment, Thread } from '../thread.ts'
import { CommentBox } from './comment-box.tsx'
import { CommentItem } from './comment-item.tsx'
import { ThreadQuote } from './thread-quote.tsx'

/** Replies that are shown without asking. */
const SHOWN_REPLIES = 2

/** One thread: what it is about, what was said, and a place to answer. */
export function ThreadCard(props: {
  readonly opened: OpenComments
  readonly thread: Thread
  readonly isGone: boolean
}) {
  const { opened, thread, isGone } = props
  const { isEditable, session } = useTextPage()
  const card = useRef<HTMLElement>(null)
  const isCurrent = useReadable(opened.inText.current) === thread.id
  const name = thread.comments[0]?.author.name ?? ''
  const isOpen = thread.resolution === undefined

  // The thread of the caret comes into view, but nothing moves under the hand of somebody who is at work in the list.
  useEffect(() => {
    if (isCurrent && !card.current?.contains(document.activeElement)) {
      card.current?.scrollIntoView({ block: 'nearest' })
    }
  }, [isCurrent])

  const settle = () => {
    if (isOpen) opened.threads.resolve(thread.id, opened.author, Date.now())
    else opened.threads.reopen(thread.id)
    session.announcer.say(isOpen ? words.resolvedSaid : words.reopenedSaid)
    opened.focusWish.set(isOpen ? { at: 'list' } : { at: 'thread', id: thread.id })
  }
  return (
    <article
      ref={card}
      id={threadElementId(thread.id)}
      className="thread"
      role="comment"
      data-current={isCurrent}
      aria-label={words.thread(name, thread.quote)}
      tabIndex={isCurrent ? 0 : -1}
      data-thread={thread.id}
      onFocus={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) opened.look(thread.id)
      }}
      onClick={() => opened.look(thread.id)}
    >
      <header className="thread-head">
        <ThreadQuote quote={thread.quote} isGone={isGone} onGo={() => opened.goToText(thread.id)} />
        {isEditable && (
          <button
            type="button"
            className="tool"
            title={isOpen ? words.resolve : words.reopen}
            aria-label={isOpen ? words.resolveLabel(name) : words.reopenLabel(name)}
            onClick={(event) => {
              event.stopPropagation()
              settle()
            }}
          >
            {isOpen ? <Check aria-hidden="true" /> : <RotateCcw aria-hidden="true" />}
          </button>
        )}
      </header>
      <Said opened={opened} thread={thread} isCurrent={isCurrent} />
      {isEditable && isOpen && (isCurrent || opened.unsent.has(thread.id)) && (
        <CommentBox
          opened={opened}
          draftKey={thread.id}
          label={words.replyLabel(name)}
          placeholder={words.reply}
          action={words.sendReply}
          onSend={(text) => opened.threads.reply(thread.id, opened.remark(text))}
          onCancel={() => card.current?.focus()}
        />
      )}
      {thread.resolution && (
        <p className="thread-resolved">{words.resolvedBy(thread.resolution.by.name)}</p>
      )}
    </article>
  )
}

function Said(props: {
  readonly opened: OpenComments
  readonly thread: Thread
  readonly isCurrent: boolean
}) {
  const { opened, thread, isCurrent } = props
  const [isUnfolded, setUnfolded] = useState(false)
  const [first, ...replies] = thread.comments
  const shown = replies.filter(({ content }) => content.kind === 'text')
  const folded = isUnfolded || isCurrent ? 0 : Math.max(0, shown.length - SHOWN_REPLIES)
  const item = (comment: Comment) => (
    <CommentItem key={comment.id} opened={opened} thread={thread} comment={comment} />
  )
  return (
    <div className="said">
      {first && item(first)}
      {folded > 0 && (
        <button type="button" className="thread-more" onClick={() => setUnfolded(true)}>
          {words.between(folded)}
        </button>
      )}
      {shown.slice(folded).map(item)}
    </div>
  )
}
