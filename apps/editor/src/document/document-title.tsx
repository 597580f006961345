import { useEffect, useRef } from 'react'
import { useReadable } from '../browser/use-readable.ts'
import type { DocumentSession } from '../collaboration/document-session.ts'
import { MAX_TITLE_LENGTH, titleFromName } from '../collaboration/title-words.ts'
import { strings } from '../strings.ts'
import { bindTitleInput } from './bind-title-input.ts'

/** What the document is called; whoever may write can change it. */
export function DocumentTitle(props: {
  readonly session: DocumentSession
  readonly isEditable: boolean
}) {
  const { session, isEditable } = props
  const name = useReadable(session.displayName)
  return (
    <>
      <h1
        className={isEditable ? 'visually-hidden' : undefined}
        title={session.byLink ? undefined : session.documentName}
      >
        {name}
      </h1>
      {isEditable && <TitleInput session={session} />}
    </>
  )
}

function TitleInput({ session }: { readonly session: DocumentSession }) {
  const { title, documentName } = session
  const ref = useRef<HTMLInputElement>(null)
  useEffect(
    () => (ref.current ? bindTitleInput(ref.current, title, focusText) : undefined),
    [title],
  )
  return (
    <input
      ref={ref}
      className="title-input"
      aria-label={strings.header.title}
      title={documentName}
      placeholder={titleFromName(documentName)}
      maxLength={MAX_TITLE_LENGTH}
      autoComplete="off"
      enterKeyHint="next"
    />
  )
}

/** Puts the caret into the document, whichever editor it has. */
function focusText(): void {
  document.querySelector<HTMLElement>('main [contenteditable="true"]')?.focus()
}

/** Puts the caret into the title, all of it selected. */
export function focusTitle(): void {
  const input = document.querySelector<HTMLInputElement>('.title-input')
  input?.focus()
  input?.select()
}
