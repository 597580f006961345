import { useState } from 'react'
import type { DialogProps } from '../document/dialog-registry.tsx'
import { Modal } from '../document/modal.tsx'
import { useOpenPage } from '../document/open-page.ts'
import { library as words } from '../strings/library.ts'
import { deleteDocument } from './deleted-documents.ts'

/** Asks before an open document is deleted: others may be at work in it. What comes after it says how to undo it. */
export default function DeleteDialog({ onClose }: DialogProps) {
  const { session } = useOpenPage()
  const [state, setState] = useState<'asking' | 'deleting' | 'refused' | 'failed'>('asking')
  const isDeleting = state === 'deleting'
  const remove = async () => {
    if (isDeleting) return
    setState('deleting')
    const { is } = await deleteDocument(session.documentName)
    if (is === 'refused' || is === 'failed') setState(is)
    else onClose()
  }
  return (
    <Modal title={words.deleteTitle(session.displayName.get())} onClose={onClose}>
      <p>{words.deleteText}</p>
      {(state === 'refused' || state === 'failed') && (
        <p className="field-error" role="alert">
          {words.notDeleted[state]}
        </p>
      )}
      <div className="modal-actions">
        <button className="button" type="button" onClick={onClose}>
          {words.cancel}
        </button>
        <button
          className="button danger"
          type="button"
          aria-disabled={isDeleting}
          onClick={() => void remove()}
        >
          {isDeleting ? words.deleting : words.delete}
        </button>
      </div>
    </Modal>
  )
}
