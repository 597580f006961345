import type { Editor } from '@tiptap/core'

/**
 * Puts the caret where one goes on writing: at the end, in a new paragraph when the last block is one that keeps the
 * caret in, such as a code block.
 */
export function continueAtEnd(editor: Editor): void {
  const { doc } = editor.state
  const isOpenEnded = ['paragraph', 'heading'].includes(doc.lastChild?.type.name ?? '')
  const chain = editor.chain()
  if (!isOpenEnded) chain.insertContentAt(doc.content.size, { type: 'paragraph' })
  chain.focus('end').run()
}
