import { useReadable } from '../browser/use-readable.ts'
import { useOpenPage } from '../document/open-page.ts'
import { code as words } from '../strings/code.ts'
import type { CodeEditor } from './code-editor.ts'
import { languageNames, setLanguage } from './code-language.ts'

/** In which language the document is, for everybody. The browser's own list, which every keyboard and phone knows. */
export function LanguagePicker(props: {
  readonly editor: CodeEditor
  readonly isEditable: boolean
}) {
  const { editor, isEditable } = props
  const { session } = useOpenPage()
  const language = useReadable(editor.language)
  return (
    <select
      className="select"
      aria-label={words.language}
      value={language?.name ?? ''}
      disabled={!isEditable}
      onChange={({ target }) => setLanguage(session.doc, target.value || undefined)}
    >
      <option value="">{words.plainText}</option>
      {languageNames.map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </select>
  )
}
