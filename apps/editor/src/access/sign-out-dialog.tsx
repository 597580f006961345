import { useEffect, useState } from 'react'
import { titleFromName } from '../collaboration/title-words.ts'
import { Modal } from '../document/modal.tsx'
import { documentPath } from '../routes.ts'
import { signOut as words } from '../strings/sign-out.ts'
import { signOut, unsentHere } from './sign-out.ts'
import type { UnsentDocument } from './unsent-edits.ts'

type State =
  | { readonly is: 'looking' | 'leaving' | 'failed' }
  | { readonly is: 'asking'; readonly documents: readonly UnsentDocument[] }

/** Signs out; before edits go that are nowhere but on this device it asks, and leads to them. */
export default function SignOutDialog({ onClose }: { readonly onClose: () => void }) {
  const [state, setState] = useState<State>({ is: 'looking' })
  const leave = async () => {
    setState({ is: 'leaving' })
    if (!(await signOut())) setState({ is: 'failed' })
  }
  const look = async () => {
    const documents = await unsentHere()
    if (documents.length === 0) await leave()
    else setState({ is: 'asking', documents })
  }
  useEffect(() => {
    void look()
  }, [])
  switch (state.is) {
    case 'looking':
    case 'leaving':
      return (
        <Modal title={words.leaving} onClose={onClose}>
          <p role="status">{words.leavingText}</p>
        </Modal>
      )
    case 'failed':
      return (
        <Modal title={words.failedTitle} onClose={onClose}>
          <p role="alert">{words.failed}</p>
          <div className="modal-actions">
            <button className="button" type="button" onClick={onClose}>
              {words.cancel}
            </button>
            <button className="button primary" type="button" onClick={() => void look()}>
              {words.again}
            </button>
          </div>
        </Modal>
      )
    case 'asking':
      return <Question documents={state.documents} onLeave={() => void leave()} onClose={onClose} />
  }
}

function Question(props: {
  readonly documents: readonly UnsentDocument[]
  readonly onLeave: () => void
  readonly onClose: () => void
}) {
  const { documents, onLeave, onClose } = props
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
      <div className="modal-actions">
        <button className="button danger" type="button" onClick={onLeave}>
          {words.leave}
        </button>
        <button className="button primary" type="button" onClick={onClose}>
          {words.cancel}
        </button>
      </div>
    </Modal>
  )
}
