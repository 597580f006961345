import type { Editor } from '@tiptap/core'
import { Selection, TextSelection } from '@tiptap/pm/state'

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

/** Makes a code block of the block at the caret. @param language As it is written behind three backticks. */
export function insertCodeBlock(editor: Editor, language?: string): boolean {
  const chain = editor.chain().focus()
  return (language === undefined ? chain.setCodeBlock() : chain.setCodeBlock({ language })).run()
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
