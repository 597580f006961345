import { documentActions } from '../document/actions/all-actions.ts'
import type { OpenPage } from '../document/open-page.ts'
import { BLOCK_MENU_KEYS } from '../editor/blocks/block-menu-keys.ts'
import { keysShown } from '../editor/shortcut.ts'
import { toolGroups } from '../editor/tools.ts'
import { help as words } from '../strings/help.ts'
import { strings } from '../strings.ts'

export interface HelpLine {
  readonly label: string
  /** As they stand on the keyboard, or what is typed. */
  readonly keys: string
}

export interface HelpGroup {
  readonly title: string
  readonly hint?: string
  readonly lines: readonly HelpLine[]
}

/** All keys, from the same tables that the menus and the keys themselves come from. */
export function helpGroups(page: OpenPage): readonly HelpGroup[] {
  const tools = page.kind === 'text' ? toolGroups.flat() : []
  const label = strings.editor.tools
  const groups: readonly HelpGroup[] = [
    {
      title: words.groups.text,
      lines: tools.flatMap(({ name, keys }) =>
        keys === undefined ? [] : [{ label: label[name], keys: keysShown(keys) }],
      ),
    },
    {
      title: words.groups.typed,
      hint: words.typedHint,
      lines: tools.flatMap(({ name, typed }) =>
        typed === undefined ? [] : [{ label: label[name], keys: typed.trim() }],
      ),
    },
    {
      title: words.groups.around,
      lines: page.kind === 'text' ? around : [],
    },
    {
      title: words.groups.page,
      lines: documentActions(page).flatMap((action) =>
        action.keys === undefined ? [] : [{ label: action.label, keys: allKeys(action) }],
      ),
    },
  ]
  return groups.filter(({ lines }) => lines.length > 0)
}

const around: readonly HelpLine[] = [
  { label: words.insertMenu, keys: '/' },
  { label: words.toToolbar, keys: keysShown('Alt+F10') },
  { label: words.toBlockTools, keys: keysShown(BLOCK_MENU_KEYS) },
  { label: words.toText, keys: 'Esc' },
  { label: words.nest, keys: 'Tab' },
  { label: words.unnest, keys: keysShown('Shift+Tab') },
]

function allKeys(action: { readonly keys?: string; readonly keysOutsideText?: string }): string {
  const shown = keysShown(action.keys ?? '')
  return action.keysOutsideText === undefined
    ? shown
    : `${shown}, or ${action.keysOutsideText} ${words.outsideText}`
}

/** The lines that a search leaves. */
export function searchHelp(groups: readonly HelpGroup[], typed: string): readonly HelpGroup[] {
  const query = typed.trim().toLowerCase()
  return groups
    .map((group) => ({
      ...group,
      lines: group.lines.filter(({ label, keys }) =>
        `${label} ${keys}`.toLowerCase().includes(query),
      ),
    }))
    .filter(({ lines }) => lines.length > 0)
}
