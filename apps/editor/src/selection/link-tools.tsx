import { ExternalLink, Pencil, Unlink } from 'lucide-react'
import { useTextPage } from '../document/open-page.ts'
import { link as words } from '../strings/link.ts'

/** The address of a link: a click in the text places the caret, so following the link is done here. */
export function LinkTools({ href }: { readonly href: string }) {
  const { editor, isEditable, dialogs } = useTextPage()
  return (
    <div className="link-tools" role="group" aria-label={words.menu}>
      <a href={href} target="_blank" rel="noopener noreferrer nofollow" title={words.open}>
        <span className="link-tools-address">{href}</span>
        <ExternalLink aria-label={words.open} />
      </a>
      {isEditable && (
        <>
          <button
            type="button"
            className="tool"
            aria-label={words.edit}
            onClick={() => dialogs.open('link')}
          >
            <Pencil aria-hidden="true" />
          </button>
          <button
            type="button"
            className="tool"
            aria-label={words.remove}
            onClick={() => editor.chain().focus().extendMarkRange('link').unsetLink().run()}
          >
            <Unlink aria-hidden="true" />
          </button>
        </>
      )}
    </div>
  )
}
