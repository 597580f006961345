import { useTextPage } from '../../document/open-page.ts'
import { part } from '../../part/part.tsx'
import { useEditorState } from '../use-editor-state.ts'

const TableMenu = part(() => import('./table-menu.tsx'))
const ImageMenu = part(() => import('./image-menu.tsx'))

/** The menus of tables and images; each is loaded when the caret is first there. */
export function BlockMenus() {
  const { editor, isEditable } = useTextPage()
  const at = useEditorState({
    editor,
    selector: () =>
      editor.isActive('image') ? 'image' : editor.isActive('table') ? 'table' : undefined,
  })
  if (!isEditable || at === undefined) return null
  return at === 'table' ? <TableMenu editor={editor} /> : <ImageMenu />
}
