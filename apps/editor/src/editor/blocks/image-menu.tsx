import type { Editor } from '@tiptap/core'
import { NodeSelection } from '@tiptap/pm/state'
import { useEditorState } from '@tiptap/react'
import { Trash2 } from 'lucide-react'
import { useTextPage } from '../../document/open-page.ts'
import { blocks } from '../../strings/blocks.ts'
import '../../styles/block-menu.css'
import { BlockMenu } from './block-menu.tsx'

const words = blocks.image

/** What can be done with the image that is selected: first of all, to say what is to be seen. */
export default function ImageMenu() {
  const { editor, isEditable, dialogs } = useTextPage()
  const image = useEditorState({ editor, selector: () => selectedImage(editor) })
  if (!image || !isEditable) return null
  const remove = () => editor.chain().focus().deleteSelection().run()
  return (
    <BlockMenu editor={editor} label={words.menu} position={image.at} count={2}>
      {(stop) => (
        <>
          <button
            type="button"
            className="button quiet"
            data-roving
            data-empty={image.alt === '' || undefined}
            onClick={() => dialogs.open('image-description')}
            {...stop(0)}
          >
            {image.alt === '' ? words.describe : words.described}
          </button>
          <button
            type="button"
            className="tool"
            data-roving
            aria-label={words.remove}
            onClick={remove}
            {...stop(1)}
          >
            <Trash2 aria-hidden="true" />
          </button>
        </>
      )}
    </BlockMenu>
  )
}

/** The image that is selected, if one is. */
export function selectedImage(
  editor: Editor,
): { readonly at: number; readonly alt: string } | undefined {
  const { selection } = editor.state
  if (!(selection instanceof NodeSelection) || selection.node.type.name !== 'image')
    return undefined
  const alt: unknown = selection.node.attrs['alt']
  return { at: selection.from, alt: typeof alt === 'string' ? alt : '' }
}
