import { type LucideIcon, Redo2, Search, Undo2, WrapText } from 'lucide-react'
import { useReadable } from '../browser/use-readable.ts'
import { keysNamed, keysShown } from '../editor/shortcut.ts'
import { useRovingFocus } from '../editor/use-roving-focus.ts'
import { code as words } from '../strings/code.ts'
import type { CodeEditor } from './code-editor.ts'
import { LanguagePicker } from './language-picker.tsx'
import type { WrapChoice } from './wrap-choice.ts'

interface CodeTool {
  readonly name: keyof typeof words.tools
  readonly icon: LucideIcon
  readonly keys?: string
  readonly run: () => void
  readonly isOn?: boolean
  readonly isDisabled?: boolean
}

/** What can be done with code. */
export function CodeToolbar(props: {
  readonly editor: CodeEditor
  readonly isEditable: boolean
  readonly wrapping: WrapChoice
}) {
  const { editor, isEditable, wrapping } = props
  const depth = useReadable(editor.undoDepth)
  const isWrapping = useReadable(wrapping)
  const tools: readonly CodeTool[] = [
    {
      name: 'undo',
      icon: Undo2,
      keys: 'Mod+Z',
      run: () => editor.undo(),
      isDisabled: !isEditable || depth.undo === 0,
    },
    {
      name: 'redo',
      icon: Redo2,
      keys: 'Mod+Shift+Z',
      run: () => editor.redo(),
      isDisabled: !isEditable || depth.redo === 0,
    },
    { name: 'find', icon: Search, keys: 'Mod+F', run: () => editor.find() },
    {
      name: 'wrap',
      icon: WrapText,
      run: () => wrapping.choose(!isWrapping),
      isOn: isWrapping,
    },
  ]
  const roving = useRovingFocus(tools.length)
  return (
    <div className="code-tools">
      <div
        className="toolbar"
        role="toolbar"
        aria-label={words.toolbar}
        onKeyDown={(event) => {
          if (event.key === 'Escape') editor.view.focus()
          else roving.onKeyDown(event)
        }}
      >
        {tools.map((tool, index) => (
          <ToolButton
            key={tool.name}
            tool={tool}
            tabIndex={roving.tabIndex(index)}
            onFocus={() => roving.onFocus(index)}
          />
        ))}
      </div>
      <LanguagePicker editor={editor} isEditable={isEditable} />
    </div>
  )
}

function ToolButton(props: {
  readonly tool: CodeTool
  readonly tabIndex: 0 | -1
  readonly onFocus: () => void
}) {
  const { name, icon: Icon, keys, run, isOn, isDisabled = false } = props.tool
  const label = words.tools[name]
  return (
    <button
      type="button"
      className="tool"
      data-roving
      data-tooltip={keys ? `${label}  ${keysShown(keys)}` : label}
      aria-label={label}
      aria-keyshortcuts={keys && keysNamed(keys)}
      aria-pressed={isOn}
      // Not `disabled`: that would take the focus away from whoever stands on it.
      aria-disabled={isDisabled || undefined}
      tabIndex={props.tabIndex}
      onFocus={props.onFocus}
      // The code keeps its focus and selection under the pointer.
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => {
        if (!isDisabled) run()
      }}
    >
      <Icon aria-hidden="true" />
    </button>
  )
}
