/// <reference types="vite/client" />
import type { Editor } from '@tiptap/core'
import { type EditorState, Plugin, type Selection, type Transaction } from '@tiptap/pm/state'
import {
  CellSelection,
  goToNextCell,
  inSameTable,
  pointsAtCell,
  tableEditing,
} from '@tiptap/pm/tables'
import type { EditorView } from '@tiptap/pm/view'
import { ySyncPluginKey } from '@tiptap/y-tiptap'
import { field } from '../../collaboration/person.ts'
import '../../styles/tables.css'
import { addBehavior } from './add-behavior.ts'
import { placeAfterChange } from './place-after-change.ts'
import { runTableCommand } from './table-commands.ts'
import { isManageable, tableAround } from './table-shape.ts'

/** Makes tables of a running editor behave: keys, cell selections, pasted cells. */
export function editTables(editor: Editor): void {
  addBehavior(editor, tableBehavior(editor))
}

/**
 * prosemirror-tables, but for two things. It mends tables whose rows differ in length as soon as it sees one, in each
 * window that is open; here that is part of one's own changes (see {@link repairTable}). And it would freeze at a table
 * of a hostile size.
 */
function tableBehavior(editor: Editor): Plugin {
  const plugin = tableEditing()
  const { appendTransaction, props, ...spec } = plugin.spec
  const { handleKeyDown, handlePaste, handleTripleClick, handleDOMEvents, ...rest } = props ?? {}
  return new Plugin({
    ...spec,
    props: {
      ...rest,
      handleKeyDown: (view, event) =>
        isAtManageable(view.state.selection) &&
        (handleTab(editor, event) || handleKeyDown?.call(plugin, view, event) === true),
      handlePaste: (view, event, slice) =>
        isAtManageable(view.state.selection) &&
        handlePaste?.call(plugin, view, event, slice) === true,
      handleTripleClick: (view, position, event) =>
        isManageableAt(view, position) &&
        handleTripleClick?.call(plugin, view, position, event) === true,
      handleDOMEvents: {
        mousedown: (view, event) => {
          const place = view.posAtCoords({ left: event.clientX, top: event.clientY })
          if (!place || !isManageableAt(view, place.pos)) return
          return handleDOMEvents?.mousedown?.call(plugin, view, event)
        },
      },
    },
    appendTransaction: (transactions, before, after) =>
      selectionAfterOthers(transactions, before, after) ??
      // With the same state as the one before, nothing has changed that it could mend.
      appendTransaction?.call(plugin, transactions, after, after),
  })
}

const isManageableAt = (view: EditorView, position: number): boolean => {
  const found = tableAround(view.state.doc.resolve(position))
  return !found || isManageable(found.table)
}

const isAtManageable = ({ $head }: Selection): boolean => {
  const found = tableAround($head)
  return !found || isManageable(found.table)
}

/** To the next cell or the one before; at the end a new row begins. Before the first cell, Tab goes where it always goes. */
function handleTab(editor: Editor, event: KeyboardEvent): boolean {
  if (event.key !== 'Tab' || event.altKey || event.ctrlKey || event.metaKey) return false
  const { view } = editor
  if (!tableAround(view.state.selection.$head) || !view.editable) return false
  if (goToNextCell(event.shiftKey ? -1 : 1)(view.state, view.dispatch)) return true
  if (event.shiftKey || !runTableCommand(editor, 'row-after')) return false
  return goToNextCell(1)(view.state, view.dispatch)
}

/** The binding knows of no selected cells: after somebody else's change, it leaves the caret in one of them. */
function selectionAfterOthers(
  transactions: readonly Transaction[],
  before: EditorState,
  after: EditorState,
): Transaction | undefined {
  const { selection } = before
  if (!(selection instanceof CellSelection) || !transactions.some(isOthersChange)) return undefined
  const [anchor, head] = [selection.$anchorCell, selection.$headCell].map(({ pos }) =>
    placeAfterChange(before.doc, after.doc, pos),
  )
  if (anchor === undefined || head === undefined) return undefined
  const [$anchor, $head] = [after.doc.resolve(anchor), after.doc.resolve(head)]
  if (![$anchor, $head].every(pointsAtCell) || !inSameTable($anchor, $head)) return undefined
  return after.tr.setSelection(new CellSelection($anchor, $head))
}

function isOthersChange(transaction: Transaction): boolean {
  return (
    transaction.docChanged && field(transaction.getMeta(ySyncPluginKey), 'isChangeOrigin') === true
  )
}
