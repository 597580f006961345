import type { Editor } from '@tiptap/core'

/** Longer is a passage, and not what somebody looks for. */
const MAX_LENGTH = 80

/** What is selected in the text, if it can be looked for: in one block, and not long. */
export function selectedText({ state }: Editor): string {
  const { $from, $to, from, to } = state.selection
  if (!$from.sameParent($to) || !$from.parent.isTextblock || to - from > MAX_LENGTH) return ''
  return state.doc.textBetween(from, to)
}
