import { comments as words } from '../../strings/comments.ts'
import type { ThreadOrder } from '../thread-order.ts'
import type { OpenComments } from '../open-comments.ts'
import type { Thread } from '../thread.ts'
import { ThreadCard } from './thread-card.tsx'

/** The threads that are done with, folded away. */
export function ResolvedThreads(props: {
  readonly opened: OpenComments
  readonly threads: readonly Thread[]
  readonly order: ThreadOrder
}) {
  const { opened, threads, order } = props
  if (threads.length === 0) return null
  return (
    <details className="resolved">
      <summary>{words.resolved(threads.length)}</summary>
      <ol className="threads">
        {threads.map((thread) => (
          <li key={thread.id}>
            <ThreadCard opened={opened} thread={thread} isGone={order.gone.has(thread.id)} />
          </li>
        ))}
      </ol>
    </details>
  )
}
