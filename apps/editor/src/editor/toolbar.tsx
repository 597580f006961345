import type { RefObject } from 'react'
import { useTextPage } from '../document/open-page.ts'
import { strings } from '../strings.ts'
import { ToolButton, toolState } from './tool-button.tsx'
import { toolGroupsIn } from './tools.ts'
import { useEditorState } from './use-editor-state.ts'
import { useHadFocus } from './use-had-focus.ts'
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
    selector: () =>
      tools.map((tool) => (isEditable ? toolState(tool, editor, hasCaret) : 'disabled')),
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
        // At once, and not at the next frame as Tiptap's command does: what is typed next is text.
        if (event.key === 'Escape') editor.view.focus()
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
