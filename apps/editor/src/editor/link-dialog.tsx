import type { Editor } from '@tiptap/core'
import { type FormEvent, useId, useState } from 'react'
import type { DialogProps } from '../document/dialog-registry.tsx'
import { Modal } from '../document/modal.tsx'
import { useTextPage } from '../document/open-page.ts'
import { link as words } from '../strings/link.ts'
import { hrefAt, linkAddress } from './link-address.ts'

/** Asks for the address of a link, for the selection or the link at the caret. */
export default function LinkDialog({ onClose }: DialogProps) {
  const { editor } = useTextPage()
  const [before] = useState(() => hrefAt(editor))
  const [typed, setTyped] = useState(before)
  const [isInvalid, setInvalid] = useState(false)
  const [inputId, errorId] = [useId(), useId()]

  const close = () => {
    onClose()
    // After the dialog has given the focus back.
    setTimeout(() => editor.commands.focus())
  }
  const save = (event: FormEvent) => {
    event.preventDefault()
    if (setLink(editor, linkAddress(typed))) close()
    else setInvalid(true)
  }
  const remove = () => {
    editor.chain().extendMarkRange('link').unsetLink().run()
    close()
  }
  return (
    <Modal title={words.title} onClose={close}>
      <form onSubmit={save} noValidate>
        <label htmlFor={inputId}>{words.address}</label>
        <input
          id={inputId}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value)
            setInvalid(false)
          }}
          placeholder={words.placeholder}
          inputMode="url"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          aria-invalid={isInvalid}
          aria-describedby={isInvalid ? errorId : undefined}
        />
        {isInvalid && (
          <p className="field-error" id={errorId} role="alert">
            {words.invalid}
          </p>
        )}
        {before !== '' && (
          <p className="field-link">
            <a href={before} target="_blank" rel="noopener noreferrer nofollow">
              {words.open}
            </a>
          </p>
        )}
        <div className="modal-actions">
          {before !== '' && (
            <button className="button" type="button" onClick={remove}>
              {words.remove}
            </button>
          )}
          <button className="button" type="button" onClick={close}>
            {words.cancel}
          </button>
          <button className="button primary" type="submit">
            {words.save}
          </button>
        </div>
      </form>
    </Modal>
  )
}

/** @returns False when the address is none to link to. */
function setLink(editor: Editor, href: string): boolean {
  if (href === '') return false
  const isNew = editor.state.selection.empty && !editor.isActive('link')
  // An address that is refused is refused here; nothing has been inserted then.
  if (!isNew) return editor.chain().extendMarkRange('link').setLink({ href }).run()
  if (!editor.can().setLink({ href })) return false
  return editor
    .chain()
    .insertContent({ type: 'text', text: href, marks: [{ type: 'link', attrs: { href } }] })
    .run()
}
