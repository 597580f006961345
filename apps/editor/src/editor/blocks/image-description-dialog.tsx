import { NodeSelection } from '@tiptap/pm/state'
import { type FormEvent, useId, useState } from 'react'
import type { DialogProps } from '../../document/dialog-registry.tsx'
import { Modal } from '../../document/modal.tsx'
import { useTextPage } from '../../document/open-page.ts'
import { blocks } from '../../strings/blocks.ts'
import { selectedImage } from './image-menu.tsx'

const words = blocks.image

/** Asks for the words that stand for the image that is selected. */
export default function ImageDescriptionDialog({ onClose }: DialogProps) {
  const { editor } = useTextPage()
  const [typed, setTyped] = useState(() => selectedImage(editor)?.alt ?? '')
  const inputId = useId()
  const close = () => {
    onClose()
    // After the dialog has given the focus back.
    setTimeout(() => editor.view.focus())
  }
  const save = (event: FormEvent) => {
    event.preventDefault()
    // Others may have changed the text meanwhile: it is the one that is selected now.
    const image = selectedImage(editor)
    if (image && editor.isEditable) {
      const { tr } = editor.state
      tr.setNodeAttribute(image.at, 'alt', typed.trim() || null)
      editor.view.dispatch(tr.setSelection(NodeSelection.create(tr.doc, image.at)))
    }
    close()
  }
  return (
    <Modal title={words.dialog} onClose={close}>
      <form onSubmit={save}>
        <label htmlFor={inputId}>{words.dialogLabel}</label>
        <input
          id={inputId}
          value={typed}
          maxLength={1000}
          autoComplete="off"
          onChange={(event) => setTyped(event.target.value)}
        />
        <div className="modal-actions">
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
