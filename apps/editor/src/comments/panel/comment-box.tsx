import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { keysShown, matchesKeys } from '../../editor/shortcut.ts'
import { comments as words } from '../../strings/comments.ts'
import { cleanText, MAX_COMMENT_LENGTH } from '../comment-text.ts'
import type { OpenComments } from '../open-comments.ts'

/** How near the end it is said how many characters are left. */
const TELL_LEFT = 200

/** Where a comment is written. What is not sent is kept until it is, also while the panel is closed. */
export function CommentBox(props: {
  readonly opened: OpenComments
  /** Under what the unsent text is kept. */
  readonly draftKey: string
  readonly label: string
  readonly placeholder: string
  readonly action: string
  readonly initial?: string
  readonly isFocused?: boolean
  readonly onSend: (text: string) => void
  readonly onCancel: () => void
}) {
  const { opened, draftKey, label, placeholder, action, initial = '', isFocused = false } = props
  const [text, setText] = useState(() => opened.unsent.get(draftKey) ?? initial)
  const area = useRef<HTMLTextAreaElement>(null)
  const isSendable = cleanText(text, MAX_COMMENT_LENGTH) !== undefined
  const isBegun = text !== initial || isFocused
  const left = MAX_COMMENT_LENGTH - text.length

  useEffect(() => {
    if (!isFocused || !area.current) return
    area.current.focus()
    area.current.setSelectionRange(text.length, text.length)
    // Only when it appears.
  }, [])

  const write = (value: string) => {
    setText(value)
    if (value === initial) opened.unsent.delete(draftKey)
    else opened.unsent.set(draftKey, value)
  }
  const send = () => {
    const clean = cleanText(text, MAX_COMMENT_LENGTH)
    if (clean === undefined) return
    write('')
    opened.unsent.delete(draftKey)
    props.onSend(clean)
  }
  const cancel = () => {
    write(initial)
    props.onCancel()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (matchesKeys(event.nativeEvent, SEND_KEYS)) {
      event.preventDefault()
      send()
    } else if (event.key === 'Escape') {
      event.preventDefault()
      cancel()
    }
  }
  return (
    <div className="comment-box" data-begun={isBegun}>
      <textarea
        ref={area}
        data-comment-box
        rows={1}
        value={text}
        maxLength={MAX_COMMENT_LENGTH}
        aria-label={label}
        placeholder={placeholder}
        onChange={(event) => write(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {isBegun && (
        <div className="comment-box-actions">
          <span className="comment-box-hint">
            {left <= TELL_LEFT ? words.tooLong(left) : keysShown(SEND_KEYS)}
          </span>
          <button type="button" className="button quiet" onClick={cancel}>
            {words.cancel}
          </button>
          <button
            type="button"
            className="button primary"
            aria-disabled={!isSendable || undefined}
            onClick={send}
          >
            {action}
          </button>
        </div>
      )}
    </div>
  )
}

const SEND_KEYS = 'Mod+Enter'
