import { downloadText } from '../browser/download-text.ts'
import { type CodeEditor } from './code-editor.ts'
import { codeFileName } from './code-file-name.ts'
import { extensionOf } from './code-language.ts'

/** Saves a document of code as a file of its language. */
export function downloadCode(documentName: string, { language, text }: CodeEditor): void {
  downloadText(codeFileName(documentName, extensionOf(language.get())), text)
}
