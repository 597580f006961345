import type { Editor } from '@tiptap/core'
import type { Command } from '@tiptap/pm/state'
import {
  addColumnAfter,
  addColumnBefore,
  addRowAfter,
  addRowBefore,
  deleteColumn,
  deleteRow,
  deleteTable,
  toggleHeader,
} from '@tiptap/pm/tables'
import { repairTable } from './table-repair.ts'
import { isManageable, tableAround } from './table-shape.ts'

const orTable =
  (command: Command): Command =>
  (state, dispatch) =>
    command(state, dispatch) || deleteTable(state, dispatch)

/** What can be done to the table at the caret. */
export const tableCommands = {
  'row-before': addRowBefore,
  'row-after': addRowAfter,
  'column-before': addColumnBefore,
  'column-after': addColumnAfter,
  'header-row': toggleHeader('row'),
  'header-column': toggleHeader('column'),
  // The last one takes the table with it.
  'delete-row': orTable(deleteRow),
  'delete-column': orTable(deleteColumn),
  'delete-table': deleteTable,
} as const satisfies Record<string, Command>

export type TableCommand = keyof typeof tableCommands

/** Does it to the table at the caret, which is made whole before. @returns Whether there was one. */
export function runTableCommand(editor: Editor, name: TableCommand): boolean {
  const { view } = editor
  const found = tableAround(view.state.selection.$head)
  if (!found || !view.editable) return false
  if (name !== 'delete-table') {
    if (!isManageable(found.table)) return false
    const repair = repairTable(view.state)
    if (repair) view.dispatch(repair)
  }
  const isDone = tableCommands[name](view.state, view.dispatch)
  view.focus()
  return isDone
}
