import { useEffect, useState } from 'react'
import { titleFromName } from '../collaboration/title-words.ts'
import { Modal } from '../document/modal.tsx'
import { documentPath } from '../routes.ts'
import { signOut as words } from '../strings/sign-out.ts'
import { signOut, unsentHere } from './sign-out.ts'
import type { UnsentDocument } from './unsent-edits.ts'

/** Asks before somebody signs out with edits that are nowhere but on this device, and leads to them. */
export default function SignOutDialog({ onClose }: { readonly onClose: () => void }) {
  const [documents, setDocuments] = useState<readonly UnsentDocument[]>()
  const [state, setState] = useState<'asking' | 'leaving' | 'failed'>('asking')
  useEffect(() => {
    void unsentHere().then(setDocuments)
  }, [])
  const leave = async () => {
    if (state === 'leaving') return
    setState('leaving')
    if (!(await signOut())) setState('failed')
  }
  if (!documents) return null
  return (
    <Modal title={words.title} onClose={onClose}>
      <p>{words.text}</p>
      <ul>
        {documents.map(({ name, edits }) => (
          <li key={name}>
            <a href={documentPath(name)}>{titleFromName(name)}</a>: {words.edits(edits)}
          </li>
        ))}
      </ul>
      <p>{words.advice}</p>
      {state === 'failed' && (
        <p className="field-error" role="alert">
          {words.failed}
        </p>
      )}
      <div className="modal-actions">
        <button
          className="button"
          type="button"
          aria-disabled={state === 'leaving'}
          onClick={() => void leave()}
        >
          {state === 'leaving' ? words.leaving : words.leave}
        </button>
        <button className="button primary" type="button" onClick={onClose}>
          {words.cancel}
        </button>
      </div>
    </Modal>
  )
}
