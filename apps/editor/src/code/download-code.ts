import { downloadText } from '../browser/download-text.ts'
import { type CodeEditor } from './code-editor.ts'
import { codeFileName } from './code-file-name.ts'
import { extensionOf } from './code-language.ts'

/**
 * Saves a document of code as a file of its language.
 *
 * @param name What the document is called.
 */
export function downloadCode(name: string, { language, text }: CodeEditor): void {
  downloadText(codeFileName(name, extensionOf(language.get())), text)
}
