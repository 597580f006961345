import { Share2 } from 'lucide-react'
import { strings } from '../strings.ts'
import { useOpenPage } from './open-page.ts'

/** Opens the dialog with the document's address. */
export function ShareButton() {
  const { dialogs } = useOpenPage()
  return (
    <button
      className="button quiet"
      type="button"
      aria-haspopup="dialog"
      onClick={() => dialogs.open('share')}
    >
      <Share2 aria-hidden="true" />
      <span className="button-label">{strings.header.share}</span>
    </button>
  )
}
