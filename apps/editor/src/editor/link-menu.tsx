import type { Editor } from '@tiptap/core'
import { useEditorState } from '@tiptap/react'
import { BubbleMenu } from '@tiptap/react/menus'
import { ExternalLink, Pencil, Unlink } from 'lucide-react'
import { strings } from '../strings.ts'
import { hrefAt } from './link-address.ts'

/** Hangs at a link while the caret is in it: a click on a link places the caret, so following it is done here. */
export default function LinkMenu(props: { readonly editor: Editor; readonly onEdit: () => void }) {
  const { editor, onEdit } = props
  const href = useEditorState({ editor, selector: () => hrefAt(editor) })
  const words = strings.link
  return (
    <BubbleMenu
      editor={editor}
      className="link-menu"
      role="group"
      aria-label={words.menu}
      pluginKey="linkMenu"
      shouldShow={() => hrefAt(editor) !== '' && editor.state.selection.empty}
      options={{ placement: 'bottom-start', offset: 6 }}
    >
      <a href={href} target="_blank" rel="noopener noreferrer nofollow" title={words.open}>
        <span className="link-menu-address">{href}</span>
        <ExternalLink aria-label={words.open} />
      </a>
      {editor.isEditable && (
        <>
          <button type="button" className="tool" aria-label={words.edit} onClick={onEdit}>
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
    </BubbleMenu>
  )
}
