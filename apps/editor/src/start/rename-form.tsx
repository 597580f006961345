import { type FormEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { MAX_TITLE_LENGTH, titleFromName } from '../collaboration/title-words.ts'
import type { NamedDocument } from '../library/library.ts'
import { library as words } from '../strings/library.ts'
import { useLibrary } from './use-library.ts'

/** Gives a document another title, in its place in the list. */
export function RenameForm(props: {
  readonly document: NamedDocument
  readonly onEnd: () => void
}) {
  const { document, onEnd } = props
  const library = useLibrary()
  const input = useRef<HTMLInputElement>(null)
  const errorId = useId()
  const [state, setState] = useState<'asking' | 'saving' | 'failed'>('asking')

  useEffect(() => {
    input.current?.focus()
    input.current?.select()
  }, [])

  const save = async (event: FormEvent) => {
    event.preventDefault()
    const title = input.current?.value ?? ''
    if (state === 'saving') return
    if (title.trim() === (document.title ?? '')) return onEnd()
    setState('saving')
    try {
      await library.rename(document, title)
      onEnd()
    } catch {
      setState('failed')
      input.current?.focus()
    }
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && !event.nativeEvent.isComposing) onEnd()
  }
  return (
    <form className="rename" onSubmit={(event) => void save(event)} onKeyDown={onKeyDown}>
      <input
        ref={input}
        aria-label={words.newTitle}
        aria-invalid={state === 'failed'}
        aria-describedby={state === 'failed' ? errorId : undefined}
        defaultValue={document.title ?? ''}
        placeholder={titleFromName(document.name)}
        maxLength={MAX_TITLE_LENGTH}
        readOnly={state === 'saving'}
        autoComplete="off"
      />
      <button className="button primary" type="submit" aria-disabled={state === 'saving'}>
        {state === 'saving' ? words.renaming : words.save}
      </button>
      <button className="button quiet" type="button" onClick={onEnd}>
        {words.cancel}
      </button>
      {state === 'failed' && (
        <p id={errorId} className="field-error" role="alert">
          {words.notRenamed}
        </p>
      )}
    </form>
  )
}
