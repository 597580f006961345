import { useReadable } from '../browser/use-readable.ts'
import type { DialogProps } from '../document/dialog-registry.tsx'
import { Modal } from '../document/modal.tsx'
import { useOpenPage } from '../document/open-page.ts'
import { share as words } from '../strings/share.ts'
import '../styles/share.css'
import { CopyField } from './copy-field.tsx'
import { ReadOnlySection } from './read-only-section.tsx'
import type { AccessFacts } from './server-access.ts'

/** The document's address, and a read-only link where the server gives out any. */
export default function ShareDialog({ onClose }: DialogProps) {
  const { browser, session } = useOpenPage()
  const access = useReadable(browser.access)
  const { byLink, announcer } = session
  const maySharePart = !byLink && access?.mode === 'password' && access.isIn
  return (
    <Modal title={byLink ? words.titleByLink : words.title} onClose={onClose}>
      <CopyField label={words.address} text={pageAddress(location)} announcer={announcer} isFirst />
      <p className="hint">{byLink ? words.whoByLink : whoCanOpen(access, location.hostname)}</p>
      {maySharePart && <ReadOnlySection session={session} />}
      <div className="modal-actions">
        <button className="button" type="button" onClick={onClose}>
          {words.close}
        </button>
      </div>
    </Modal>
  )
}

/** Without what only this window was opened with. */
const pageAddress = ({ origin, pathname }: Location): string => `${origin}${pathname}`

function whoCanOpen(access: AccessFacts | undefined, hostname: string): string {
  if (isThisComputer(hostname)) return words.whoHere
  if (access?.mode === 'application') return words.whoApplication
  return access?.mode === 'password' ? words.whoPassword : words.whoOpen
}

const isThisComputer = (hostname: string): boolean =>
  /^(localhost|.+\.localhost|127\.[\d.]+|\[::1\])$/.test(hostname)
