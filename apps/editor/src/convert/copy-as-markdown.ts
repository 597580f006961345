import type { EditorState } from '@tiptap/pm/state'
import { copyText } from '../browser/copy-text.ts'
import { convert } from '../strings/convert.ts'
import { markdownOf } from './write-file.ts'

/** Copies what is selected, or all of the text. @returns What to say of it. */
export async function copyAsMarkdown({ doc, selection }: EditorState): Promise<string> {
  const part = selection.empty ? doc : doc.cut(selection.from, selection.to)
  return (await copyText(markdownOf(part))) ? convert.copied : convert.copyFailed
}
