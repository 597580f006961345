import { type Editor } from '@tiptap/core'
import { Selection, TextSelection } from '@tiptap/pm/state'
import { whenLoaded } from './when-loaded.ts'

/** Puts a table at the caret, its first row a header, and the caret into its first cell. */
export function insertTable(
  editor: Editor,
  { rows = 3, columns = 3 }: { readonly rows?: number; readonly columns?: number } = {},
): boolean {
  const cells = (type: string) =>
    Array.from({ length: columns }, () => ({ type, content: [{ type: 'paragraph' }] }))
  const content = Array.from({ length: rows }, (_, row) => ({
    type: 'tableRow',
    content: cells(row === 0 ? 'tableHeader' : 'tableCell'),
  }))
  return insertBlock(editor, { type: 'table', content })
}

/** Puts a line across the page at the caret, and the caret after it. */
export function insertDivider(editor: Editor): boolean {
  return editor.chain().focus().setHorizontalRule().run()
}

/** Asks for picture files; they are uploaded and then stand at the caret. To be called while a click or key is handled. */
export function insertImage(editor: Editor): boolean {
  const input = document.createElement('input')
  input.type = 'file'
  input.accept = 'image/png,image/jpeg,image/gif,image/webp,image/avif'
  input.multiple = true
  input.addEventListener('change', () => {
    const files = [...(input.files ?? [])]
    whenLoaded(import('./image-editing.ts'), ({ uploadImages }) => uploadImages(editor, files))
  })
  input.click()
  return true
}

/** In place of an empty paragraph, or after the block at the caret, and never without a line below to go on in. */
function insertBlock(editor: Editor, json: object): boolean {
  return editor
    .chain()
    .focus()
    .command(({ tr, state: { schema } }) => {
      const block = schema.nodeFromJSON(json)
      const { $to } = tr.selection
      const { parent } = $to
      const isEmptyLine = parent.isTextblock && parent.content.size === 0 && $to.depth > 0
      const at = isEmptyLine ? $to.before() : $to.depth > 0 ? $to.after() : $to.pos
      const end = isEmptyLine ? $to.after() : at
      const $at = tr.doc.resolve(at)
      const index = $at.index()
      if (!$at.parent.canReplaceWith(index, index + (isEmptyLine ? 1 : 0), block.type)) return false
      const isLast = tr.doc.resolve(end).nodeAfter === null
      const line = schema.nodes['paragraph']?.createAndFill()
      tr.replaceWith(at, end, isLast && line ? [block, line] : block)
      const inside = Selection.findFrom(tr.doc.resolve(at), 1, true)
      if (inside instanceof TextSelection) tr.setSelection(inside)
      tr.scrollIntoView()
      return true
    })
    .run()
}
