import { useEffect, useId, useLayoutEffect, useRef, useState } from 'react'
import { useReadable } from '../browser/use-readable.ts'
import { type OpenTextPage, useTextPage } from '../document/open-page.ts'
import { beginUndoStep } from '../editor/begin-undo-step.ts'
import { keysShown } from '../editor/shortcut.ts'
import { type Tool, toolGroupsIn } from '../editor/tools.ts'
import { usePopupPlace } from '../editor/use-popup-place.ts'
import { slash as words, synonyms } from '../strings/slash.ts'
import { strings } from '../strings.ts'
import '../styles/slash-menu.css'
import type { Findable } from './filter-items.ts'
import { type OpenChoices, SlashChoices } from './slash-choices.ts'

const PLACE = { side: 'below', gap: 6, canShrink: true } as const

interface Choice extends Findable {
  readonly tool: Tool
}

const choices: readonly Choice[] = toolGroupsIn('slash')
  .flat()
  .map((tool) => ({
    tool,
    label: strings.editor.tools[tool.name],
    synonyms: synonyms[tool.name] ?? '',
  }))

/** The menu of what can be put in the place of a `/`. */
export default function SlashMenu() {
  const page = useTextPage()
  const [menu, setMenu] = useState<SlashChoices<Choice>>()
  useEffect(() => {
    const opened = slashChoices(page)
    setMenu(opened)
    return () => opened.destroy()
  }, [page])
  return menu ? <Choices menu={menu} /> : null
}

function slashChoices(page: OpenTextPage): SlashChoices<Choice> {
  const { editor } = page
  return new SlashChoices(
    editor,
    () => choices.filter(({ tool }) => tool.canRun?.(editor) !== false),
    ({ tool }, { from, typed }) => {
      // What was typed for the menu and what came of it are undone as one.
      beginUndoStep(editor.state)
      editor.commands.deleteRange({ from, to: from + 1 + typed.length })
      tool.run(editor, page)
      beginUndoStep(editor.state)
    },
  )
}

function Choices({ menu }: { readonly menu: SlashChoices<Choice> }) {
  const { session } = useTextPage()
  const open = useReadable(menu)
  const isOpen = open !== undefined
  const listId = useId()

  useEffect(() => {
    const count = menu.get()?.items.length
    if (isOpen && count !== undefined) session.announcer.say(words.opened(count))
  }, [isOpen, menu, session])

  return open ? <ChoiceList menu={menu} open={open} listId={listId} /> : null
}

function ChoiceList(props: {
  readonly menu: SlashChoices<Choice>
  readonly open: OpenChoices<Choice>
  readonly listId: string
}) {
  const { menu, open, listId } = props
  const { editor } = useTextPage()
  const { items, active, query } = open
  const ref = useRef<HTMLUListElement>(null)
  const itemId = (index: number) => `${listId}-${items[index]?.tool.name ?? ''}`

  usePopupPlace(ref, () => editor.view.coordsAtPos(query.from), PLACE)
  useActiveDescendant(editor.view.dom, listId, itemId(active))
  useLayoutEffect(() => {
    ref.current?.children[active]?.scrollIntoView({ block: 'nearest' })
  }, [active])

  return (
    <ul
      ref={ref}
      id={listId}
      className="slash-menu"
      role="listbox"
      aria-label={words.label}
      // It may have to scroll. While it is open, Tab takes the item.
      tabIndex={0}
    >
      {items.map(({ tool, label }, index) => (
        <li
          key={tool.name}
          id={itemId(index)}
          role="option"
          aria-selected={index === active}
          data-tool={tool.name}
          // The text keeps its focus, and on a phone the keyboard stays.
          onMouseDown={(event) => event.preventDefault()}
          onPointerMove={() => menu.point(index)}
          onClick={() => {
            menu.point(index)
            menu.choose()
          }}
        >
          <tool.icon aria-hidden="true" />
          <span className="slash-menu-label">{label}</span>
          <kbd aria-hidden="true">{tool.typed?.trim() ?? (tool.keys && keysShown(tool.keys))}</kbd>
        </li>
      ))}
    </ul>
  )
}

/** The focus stays in the text, and a screen reader hears the item. */
function useActiveDescendant(text: HTMLElement, listId: string, itemId: string): void {
  useLayoutEffect(() => {
    text.setAttribute('aria-controls', listId)
    text.setAttribute('aria-autocomplete', 'list')
    text.setAttribute('aria-haspopup', 'listbox')
    text.setAttribute('aria-activedescendant', itemId)
  }, [text, listId, itemId])
  useLayoutEffect(
    () => () => {
      for (const name of ['controls', 'autocomplete', 'haspopup', 'activedescendant']) {
        text.removeAttribute(`aria-${name}`)
      }
    },
    [text],
  )
}
