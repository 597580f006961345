import { StrictMode, useState, type ComponentType } from 'react'
import { createRoot } from 'react-dom/client'
import './mount.css'

/** Puts an editor into its page, in StrictMode, with a button that takes it out again. */
export function mount(Editor: ComponentType): void {
  const root = createRoot(document.querySelector('#editor') ?? document.body)
  root.render(
    <StrictMode>
      <Closable Editor={Editor} />
    </StrictMode>,
  )
}

function Closable({ Editor }: { readonly Editor: ComponentType }) {
  const [isOpen, setOpen] = useState(true)
  return (
    <>
      {isOpen && <Editor />}
      <button type="button" className="close" onClick={() => setOpen(!isOpen)}>
        {isOpen ? 'Close the editor' : 'Open the editor'}
      </button>
    </>
  )
}
