import { MessageSquareText } from 'lucide-react'
import { useReadable } from '../../browser/use-readable.ts'
import { useTextPage } from '../../document/open-page.ts'
import { comments as words } from '../../strings/comments.ts'
import '../../styles/comments.css'
import type { OpenComments } from '../open-comments.ts'
import { DraftCard } from './draft-card.tsx'
import { ResolvedThreads } from './resolved-threads.tsx'
import { ThreadCard } from './thread-card.tsx'
import { threadLists } from './thread-lists.ts'
import { UndoNotice } from './undo-notice.tsx'
import { useListKeys } from './use-list-keys.ts'
import { usePanelFocus } from './use-panel-focus.ts'

/** All threads of the document beside its text. */
export default function CommentsPanel() {
  const { comments } = useTextPage()
  const opened = useReadable(comments)
  return opened ? <Threads opened={opened} /> : null
}

function Threads({ opened }: { readonly opened: OpenComments }) {
  const { isEditable, panels } = useTextPage()
  const threads = useReadable(opened.threads)
  const order = useReadable(opened.inText.order)
  const draft = useReadable(opened.draft)
  const { open, resolved, hidden } = threadLists(threads, order)
  const list = usePanelFocus(opened)
  const onKeyDown = useListKeys()
  const isEmpty = threads.length === 0 && !draft

  return (
    <div
      ref={list}
      className="comments"
      tabIndex={-1}
      onKeyDown={(event) => {
        onKeyDown(event)
        if (event.key !== 'Escape' || event.defaultPrevented) return
        event.preventDefault()
        panels.close('comments')
        opened.backToText()
      }}
    >
      {isEmpty && (
        <div className="comments-empty">
          <MessageSquareText aria-hidden="true" />
          <p>{words.empty}</p>
          <p>{isEditable ? words.emptyHint : words.emptyReadOnly}</p>
        </div>
      )}
      {draft && <DraftCard key={draft.id} opened={opened} draft={draft} />}
      {open.length > 0 && (
        <ol className="threads" aria-label={words.list}>
          {open.map((thread) => (
            <li key={thread.id}>
              <ThreadCard
                opened={opened}
                thread={thread}
                isGone={!order.ids.includes(thread.id) || order.gone.has(thread.id)}
              />
            </li>
          ))}
        </ol>
      )}
      {hidden > 0 && <p className="comments-more">{words.moreThreads(hidden)}</p>}
      <ResolvedThreads opened={opened} threads={resolved} order={order} />
      <UndoNotice opened={opened} />
    </div>
  )
}
