import { useState } from 'react'
import { useTextPage } from '../document/open-page.ts'
import { ToolButton, toolState } from '../editor/tool-button.tsx'
import { toolGroupsIn } from '../editor/tools.ts'
import { useEditorState } from '../editor/use-editor-state.ts'
import { useRovingFocus } from '../editor/use-roving-focus.ts'
import { selection as words } from '../strings/selection.ts'

/** For one row under a finger: the headings are in the tools at the foot, too. */
const NARROW = '(pointer: coarse) and (width < 44rem)'
const allGroups = toolGroupsIn('selection')

/** What can be done to the selected text. */
export function SelectionTools() {
  const page = useTextPage()
  const { editor } = page
  const [groups] = useState(() => (matchMedia(NARROW).matches ? allGroups.slice(1) : allGroups))
  const tools = groups.flat()
  const states = useEditorState({
    editor,
    selector: () => tools.map((tool) => toolState(tool, editor, true)),
  })
  const roving = useRovingFocus(tools.length)
  return (
    <div
      className="selection-tools"
      role="toolbar"
      aria-label={words.label}
      aria-orientation="horizontal"
      onKeyDown={roving.onKeyDown}
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
