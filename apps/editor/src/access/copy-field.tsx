import { Check, Copy } from 'lucide-react'
import { useEffect, useId, useRef, useState } from 'react'
import { copyText } from '../browser/copy-text.ts'
import type { Announcer } from '../collaboration/announcer.ts'
import { share as words } from '../strings/share.ts'

const SHOWN_MS = 2_000

type Outcome = 'copied' | 'failed'

/** An address to be read, selected, and copied by a button beside it. */
export function CopyField(props: {
  readonly label: string
  readonly text: string
  readonly announcer: Announcer
  readonly isFirst?: boolean
}) {
  const { label, text, announcer, isFirst } = props
  const [outcome, setOutcome] = useState<Outcome>()
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  // The dialog opens for this. It has put the focus on what comes first by now.
  useEffect(() => {
    if (isFirst) button.current?.focus()
  }, [isFirst])
  useEffect(() => {
    if (!outcome) return
    const timer = setTimeout(() => setOutcome(undefined), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [outcome])

  const copy = async () => {
    const isCopied = await copyText(text)
    setOutcome(isCopied ? 'copied' : 'failed')
    announcer.say(isCopied ? words.copied : words.copyFailed)
  }
  const shown =
    outcome === undefined ? words.copy : outcome === 'copied' ? words.copied : words.copyFailed
  return (
    <div className="copy-field">
      <label htmlFor={id} className="visually-hidden">
        {label}
      </label>
      <input id={id} value={text} readOnly onFocus={(event) => event.target.select()} />
      <button
        ref={button}
        type="button"
        className={isFirst ? 'button primary' : 'button'}
        aria-describedby={id}
        onClick={() => void copy()}
      >
        {outcome === 'copied' ? <Check aria-hidden="true" /> : <Copy aria-hidden="true" />}
        {shown}
      </button>
    </div>
  )
}
