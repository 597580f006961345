import type { Editor } from '@tiptap/core'
import { strings } from '../strings.ts'
import { keysNamed, keysShown } from './shortcut.ts'
import type { Tool } from './tools.ts'

/** Whether a tool is on or off at the caret; `plain` for one that is neither. */
export type ToolState = 'on' | 'off' | 'plain' | 'disabled'

/** @param hasCaret Whether the caret means anything yet. */
export function toolState(tool: Tool, editor: Editor, hasCaret: boolean): ToolState {
  if (tool.canRun?.(editor) === false) return 'disabled'
  if (!tool.isOn) return 'plain'
  return hasCaret && tool.isOn(editor) ? 'on' : 'off'
}

/** A tool in a toolbar. */
export function ToolButton(props: {
  readonly tool: Tool
  readonly state: ToolState
  readonly tabIndex: 0 | -1
  readonly onFocus: () => void
  readonly onRun: () => void
}) {
  const { tool, state, tabIndex, onFocus, onRun } = props
  const { name, icon: Icon, keys } = tool
  const label = strings.editor.tools[name]
  const isDisabled = state === 'disabled'
  return (
    <button
      type="button"
      className="tool"
      data-roving
      data-tool={name}
      data-tooltip={keys ? `${label}  ${keysShown(keys)}` : label}
      aria-label={label}
      aria-keyshortcuts={keys && keysNamed(keys)}
      aria-pressed={tool.isOn ? state === 'on' : undefined}
      // Not `disabled`: that would take the focus away from whoever stands on it.
      aria-disabled={isDisabled || undefined}
      tabIndex={tabIndex}
      onFocus={onFocus}
      // The text keeps its focus and selection under the pointer.
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => {
        if (!isDisabled) onRun()
      }}
    >
      <Icon aria-hidden="true" />
    </button>
  )
}
