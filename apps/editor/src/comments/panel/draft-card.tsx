import { useEffect, useRef } from 'react'
import { comments as words } from '../../strings/comments.ts'
import type { Draft } from '../comments-in-text.ts'
import type { OpenComments } from '../open-comments.ts'
import { CommentBox } from './comment-box.tsx'
import { ThreadQuote } from './thread-quote.tsx'

/** A thread that is about to begin. */
export function DraftCard(props: { readonly opened: OpenComments; readonly draft: Draft }) {
  const { opened, draft } = props
  const card = useRef<HTMLElement>(null)
  useEffect(() => {
    card.current?.scrollIntoView({ block: 'nearest' })
  }, [])
  return (
    <section ref={card} className="thread draft" data-current="true" aria-label={words.new}>
      <header className="thread-head">
        <ThreadQuote quote={draft.quote} isGone={false} onGo={() => opened.goToText(draft.id)} />
      </header>
      <CommentBox
        opened={opened}
        draftKey="new"
        label={words.newLabel}
        placeholder={words.write}
        action={words.send}
        isFocused
        onSend={(text) => opened.send(text)}
        onCancel={() => {
          opened.dropDraft()
          opened.backToText()
        }}
      />
    </section>
  )
}
