import type { Editor } from '@tiptap/core'
import { useEditorState } from '@tiptap/react'
import { type RefObject, useEffect, useState } from 'react'
import { useTextPage } from '../document/open-page.ts'
import { strings } from '../strings.ts'
import { keysNamed, keysShown } from './shortcut.ts'
import { type Tool, toolGroupsIn } from './tools.ts'
import { useRovingFocus } from './use-roving-focus.ts'

const groups = toolGroupsIn('toolbar')
const tools = groups.flat()

/** What can be done to the text at the caret. */
export function Toolbar({ ref }: { readonly ref: RefObject<HTMLDivElement | null> }) {
  const page = useTextPage()
  const { editor, isEditable } = page
  const hasCaret = useHadFocus(editor)
  const states = useEditorState({
    editor,
    selector: () => tools.map((tool) => stateOf(tool, editor, isEditable, hasCaret)),
  })
  const roving = useRovingFocus(tools.length)

  return (
    <div
      ref={ref}
      className="toolbar"
      role="toolbar"
      aria-label={strings.editor.toolbar}
      aria-orientation="horizontal"
      onKeyDown={(event) => {
        if (event.key === 'Escape') editor.commands.focus()
        else roving.onKeyDown(event)
      }}
    >
      {groups.map((group) => (
        <div className="toolbar-group" key={group[0]?.name}>
          {group.map((tool) => {
            const index = tools.indexOf(tool)
            return (
              <ToolButton
                key={tool.name}
                tool={tool}
                state={states[index] ?? 'disabled'}
                tabIndex={roving.tabIndex(index)}
                onFocus={() => roving.onFocus(index)}
                onRun={() => tool.run(editor, page)}
              />
            )
          })}
        </div>
      ))}
    </div>
  )
}

type ToolState = 'on' | 'off' | 'plain' | 'disabled'

function stateOf(tool: Tool, editor: Editor, isEnabled: boolean, hasCaret: boolean): ToolState {
  if (!isEnabled || tool.canRun?.(editor) === false) return 'disabled'
  if (!tool.isOn) return 'plain'
  return hasCaret && tool.isOn(editor) ? 'on' : 'off'
}

/** Whether somebody has put the caret anywhere yet. Before, it stands at the start and means nothing. */
function useHadFocus(editor: Editor): boolean {
  const [hadFocus, setHadFocus] = useState(editor.isFocused)
  useEffect(() => {
    const focused = () => setHadFocus(true)
    editor.on('focus', focused)
    return () => {
      editor.off('focus', focused)
    }
  }, [editor])
  return hadFocus
}

function ToolButton(props: {
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
