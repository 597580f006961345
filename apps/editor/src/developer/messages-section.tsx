import { ArrowDown, ArrowUp, ClipboardCopy, Eraser, Pause, Play } from 'lucide-react'
import { memo } from 'react'
import { copyText } from '../browser/copy-text.ts'
import type { Announcer } from '../collaboration/announcer.ts'
import { developer as strings } from '../strings/developer.ts'
import type { DeveloperFacts, DeveloperWatch } from './developer-watch.ts'
import { formatBytes } from './format-bytes.ts'
import { reportText } from './report-text.ts'
import type { RecordedMessage } from './wire-record.ts'

/** What crossed the wire of late. Not read out as it comes: that would be without end. */
export function MessagesSection(props: {
  readonly facts: DeveloperFacts
  readonly watch: DeveloperWatch
  readonly announcer: Announcer
}) {
  const { facts, watch, announcer } = props
  const { messages, isPaused, missed, atMs } = facts
  const words = strings.messages
  const copy = async () => {
    const isCopied = await copyText(reportText(facts, navigator.userAgent))
    announcer.say(isCopied ? words.copied : words.copyFailed)
  }
  return (
    <section className="developer-section" aria-label={words.title}>
      <h3>{words.title}</h3>
      <div className="developer-actions">
        <button
          type="button"
          className="button"
          aria-pressed={isPaused}
          onClick={() => watch.pause(!isPaused)}
        >
          {isPaused ? <Play aria-hidden="true" /> : <Pause aria-hidden="true" />}
          {words.pause}
        </button>
        <button type="button" className="button" onClick={() => watch.clear()}>
          <Eraser aria-hidden="true" />
          {words.clear}
        </button>
        <button type="button" className="button" onClick={() => void copy()}>
          <ClipboardCopy aria-hidden="true" />
          {words.copy}
        </button>
      </div>
      {isPaused && <p className="developer-hint">{words.missed(missed)}</p>}
      {messages.length === 0 ? (
        <p className="developer-hint">{words.none}</p>
      ) : (
        // It scrolls, so the keyboard must be able to get there.
        <ol className="messages" tabIndex={0} aria-label={words.list}>
          {messages.map((message) => (
            <Message
              key={message.number}
              message={message}
              seconds={secondsShown(atMs - message.atMs)}
            />
          ))}
        </ol>
      )}
    </section>
  )
}

// The same number for as long as it looks the same, so that only rows that change are drawn anew.
function secondsShown(ms: number): number {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  if (seconds < 60) return seconds
  return seconds < 3600 ? seconds - (seconds % 60) : 3600
}

const Message = memo(function Message(props: {
  readonly message: RecordedMessage
  readonly seconds: number
}) {
  const { direction, via, type, bytes, details } = props.message
  const words = strings.messages
  const Arrow = direction === 'in' ? ArrowDown : ArrowUp
  return (
    <li className="message" data-direction={direction} data-type={type}>
      <Arrow aria-hidden="true" />
      <span className="visually-hidden">{words[direction]}</span>
      <span className="message-type">
        {type}
        {via === 'tabs' && <span className="message-via"> · {words.tabs}</span>}
      </span>
      <span className="message-size">{formatBytes(bytes)}</span>
      <span className="message-age">{words.age(props.seconds)}</span>
      {details !== '' && <span className="message-details">{details}</span>}
    </li>
  )
})
