import type { Editor } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { useEditorState } from '@tiptap/react'
import {
  ArrowDownFromLine,
  ArrowLeftFromLine,
  ArrowRightFromLine,
  ArrowUpFromLine,
  PanelLeft,
  PanelTop,
  Trash2,
  X,
} from 'lucide-react'
import { blocks } from '../../strings/blocks.ts'
import '../../styles/block-menu.css'
import { BlockMenu } from './block-menu.tsx'
import { runTableCommand, type TableCommand } from './table-commands.ts'
import { tableAround } from './table-shape.ts'

const words = blocks.table

const groups = [
  {
    title: words.row,
    tools: [
      { command: 'row-before', icon: ArrowUpFromLine },
      { command: 'row-after', icon: ArrowDownFromLine },
      { command: 'delete-row', icon: X },
    ],
  },
  {
    title: words.column,
    tools: [
      { command: 'column-before', icon: ArrowLeftFromLine },
      { command: 'column-after', icon: ArrowRightFromLine },
      { command: 'delete-column', icon: X },
    ],
  },
  {
    title: undefined,
    tools: [
      { command: 'header-row', icon: PanelTop },
      { command: 'header-column', icon: PanelLeft },
      { command: 'delete-table', icon: Trash2 },
    ],
  },
] as const satisfies readonly {
  readonly title: string | undefined
  readonly tools: readonly { readonly command: TableCommand; readonly icon: typeof X }[]
}[]

const order: readonly TableCommand[] = groups.flatMap(({ tools }) =>
  tools.map(({ command }) => command),
)

/** What can be done to the table at the caret. */
export default function TableMenu({ editor }: { readonly editor: Editor }) {
  const table = useEditorState({
    editor,
    selector: () => {
      const found = tableAround(editor.state.selection.$head)
      return (
        found && {
          at: found.at,
          row: hasHeaderRow(found.table),
          column: hasHeaderColumn(found.table),
        }
      )
    },
  })
  if (!table || !editor.isEditable) return null
  const pressed: Partial<Record<TableCommand, boolean>> = {
    'header-row': table.row,
    'header-column': table.column,
  }
  return (
    <BlockMenu editor={editor} label={words.menu} position={table.at} count={order.length}>
      {(stop) =>
        groups.map(({ title, tools }) => (
          <div className="block-menu-group" key={tools[0].command}>
            {title !== undefined && <span aria-hidden="true">{title}</span>}
            {tools.map(({ command, icon: Icon }) => (
              <button
                key={command}
                type="button"
                className="tool"
                data-roving
                aria-label={words.commands[command]}
                data-tooltip={words.commands[command]}
                aria-pressed={pressed[command]}
                onClick={() => runTableCommand(editor, command)}
                {...stop(order.indexOf(command))}
              >
                <Icon aria-hidden="true" />
              </button>
            ))}
          </div>
        ))
      }
    </BlockMenu>
  )
}

const isHeader = (cell: Node | null | undefined): boolean => cell?.type.name === 'tableHeader'

const hasHeaderRow = ({ firstChild }: Node): boolean =>
  firstChild !== null && firstChild.childCount > 0 && firstChild.children.every(isHeader)

const hasHeaderColumn = ({ children }: Node): boolean =>
  children.every(({ firstChild }) => isHeader(firstChild))
