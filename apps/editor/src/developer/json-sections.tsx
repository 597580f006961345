import { useState } from 'react'
import { copyText } from '../browser/copy-text.ts'
import type { Announcer } from '../collaboration/announcer.ts'
import type { DocumentSession } from '../collaboration/document-session.ts'
import { developer as strings } from '../strings/developer.ts'
import { documentJson } from './document-json.ts'

/** No more characters than this are shown; a large document would take the page down. */
const SHOWN = 20_000
const SHOWN_STATES = 30

/** What everybody here says of themselves, as it is. @param props.atMs When it was looked at last. */
export function AwarenessJson(props: { readonly session: DocumentSession; readonly atMs: number }) {
  const { awareness, announcer } = props.session
  const [isOpen, setOpen] = useState(false)
  const states = () => [...awareness.getStates()]
  return (
    <details className="developer-section" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{strings.json.awareness}</summary>
      {isOpen && (
        <Json
          label={strings.json.awareness}
          text={written(Object.fromEntries(states().slice(0, SHOWN_STATES)))}
          whole={() => written(Object.fromEntries(states()))}
          announcer={announcer}
        />
      )}
    </details>
  )
}

/** The document as it is when one asks for it. */
export function DocumentJson({ session }: { readonly session: DocumentSession }) {
  const [text, setText] = useState<string>()
  const read = () => written(documentJson(session.doc))
  return (
    <details
      className="developer-section"
      onToggle={(event) => setText(event.currentTarget.open ? read() : undefined)}
    >
      <summary>{strings.json.document}</summary>
      {text !== undefined && (
        <Json
          label={strings.json.document}
          text={text}
          whole={read}
          announcer={session.announcer}
          onRefresh={() => setText(read())}
        />
      )}
    </details>
  )
}

function Json(props: {
  readonly label: string
  readonly text: string
  readonly whole: () => string
  readonly announcer: Announcer
  readonly onRefresh?: () => void
}) {
  const { label, text, whole, announcer, onRefresh } = props
  const words = strings.json
  const copy = async () => {
    announcer.say((await copyText(whole())) ? words.copied : words.copyFailed)
  }
  return (
    <>
      <div className="developer-actions">
        {onRefresh && (
          <button type="button" className="button" onClick={onRefresh}>
            {words.refresh}
          </button>
        )}
        <button type="button" className="button" onClick={() => void copy()}>
          {words.copy}
        </button>
      </div>
      <pre className="json" tabIndex={0} role="region" aria-label={label}>
        {text.slice(0, SHOWN)}
      </pre>
      {text.length > SHOWN && <p className="developer-hint">{words.cut(text.length)}</p>}
    </>
  )
}

function written(value: unknown): string {
  return JSON.stringify(value, null, 2)
}
