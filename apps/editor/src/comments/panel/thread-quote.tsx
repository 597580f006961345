import { comments as words } from '../../strings/comments.ts'

/** The words that a thread is about, and the way to them. */
export function ThreadQuote(props: {
  readonly quote: string
  readonly isGone: boolean
  readonly onGo: () => void
}) {
  const { quote, isGone, onGo } = props
  const shown = quote === '' ? words.noQuote : quote
  if (isGone) {
    return (
      <p className="thread-quote gone">
        <span className="thread-gone">{words.gonePlace}</span> <q>{shown}</q>
      </p>
    )
  }
  return (
    <button
      type="button"
      className="thread-quote"
      title={words.goToText}
      onClick={(event) => {
        event.stopPropagation()
        onGo()
      }}
    >
      <span className="visually-hidden">{words.goToText}: </span>
      <span className="thread-quote-text">{shown}</span>
    </button>
  )
}
