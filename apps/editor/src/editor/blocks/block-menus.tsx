import { Suspense } from 'react'
import { lazyPart } from '../../browser/lazy-part.ts'
import { useTextPage } from '../../document/open-page.ts'
import { useEditorState } from '../use-editor-state.ts'

const TableMenu = lazyPart(() => import('./table-menu.tsx'))
const ImageMenu = lazyPart(() => import('./image-menu.tsx'))

/** The menus of tables and images; each is loaded when the caret is first there. */
export function BlockMenus() {
  const { editor, isEditable } = useTextPage()
  const at = useEditorState({
    editor,
    selector: () =>
      editor.isActive('image') ? 'image' : editor.isActive('table') ? 'table' : undefined,
  })
  if (!isEditable || at === undefined) return null
  return <Suspense>{at === 'table' ? <TableMenu editor={editor} /> : <ImageMenu />}</Suspense>
}
