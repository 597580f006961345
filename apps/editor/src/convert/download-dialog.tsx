import { Braces, CodeXml, FileText } from 'lucide-react'
import type { DialogProps } from '../document/dialog-registry.tsx'
import { Modal } from '../document/modal.tsx'
import { useTextPage } from '../document/open-page.ts'
import { convert as words } from '../strings/convert.ts'
import '../styles/convert.css'
import { saveFile } from './save-file.ts'
import { type FileFormat, fileFormats, writeFile } from './write-file.ts'

const icons = { markdown: FileText, html: CodeXml, json: Braces } satisfies Record<
  FileFormat,
  unknown
>

/** Saves the text as a file, in the format that one picks. */
export default function DownloadDialog({ onClose }: DialogProps) {
  const { editor, session } = useTextPage()
  const download = (format: FileFormat) => {
    saveFile(writeFile(editor.state.doc, session.displayName.get(), format))
    onClose()
  }
  return (
    <Modal title={words.downloadTitle} onClose={onClose}>
      <ul className="formats">
        {fileFormats.map((format) => {
          const Icon = icons[format]
          return (
            <li key={format}>
              <button type="button" className="format" onClick={() => download(format)}>
                <Icon aria-hidden="true" />
                <span>
                  <strong>{words.formats[format].name}</strong>
                  <small>{words.formats[format].hint}</small>
                </span>
              </button>
            </li>
          )
        })}
      </ul>
      <div className="modal-actions">
        <button className="button" type="button" onClick={onClose}>
          {words.close}
        </button>
      </div>
    </Modal>
  )
}
