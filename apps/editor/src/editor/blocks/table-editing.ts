/// <reference types="vite/client" />
import type { Editor } from '@tiptap/core'
import { type EditorState, NodeSelection, type Selection, type Transaction } from '@tiptap/pm/state'
import {
  CellSelection,
  goToNextCell,
  inSameTable,
  pointsAtCell,
  tableEditing,
  tableEditingKey,
} from '@tiptap/pm/tables'
import type { EditorView } from '@tiptap/pm/view'
import '../../styles/tables.css'
import { addBlockBehavior, type BlockBehavior } from './late-blocks.ts'
import { isFromOthers, placeAfterChange } from './place-after-change.ts'
import { runTableCommand } from './table-commands.ts'
import { isManageable, tableAround } from './table-shape.ts'

/** Makes tables of a running editor behave: keys, cell selections, pasted cells. */
export function editTables(editor: Editor): void {
  addBlockBehavior(editor, 'lateTables', () => tableBehavior(editor))
}

/**
 * prosemirror-tables, but for two things. It mends tables whose rows differ in length as soon as it sees one, in each
 * window that is open; here that is part of one's own changes (see `repairTable`). And it would freeze at a table of a
 * hostile size.
 */
function tableBehavior(editor: Editor): BlockBehavior {
  const plugin = tableEditing()
  const { appendTransaction, props } = plugin.spec
  let isDragging = false
  return {
    handleKeyDown: (view, event) =>
      isAtManageable(view.state.selection) &&
      (handleTab(editor, event) || props?.handleKeyDown?.call(plugin, view, event) === true),
    handlePaste: (view, event, slice) =>
      isAtManageable(view.state.selection) &&
      props?.handlePaste?.call(plugin, view, event, slice) === true,
    handleTripleClick: (view, position, event) =>
      isManageableAt(view, position) &&
      props?.handleTripleClick?.call(plugin, view, position, event) === true,
    mousedown: (view, event) => {
      const at = view.posAtCoords({ left: event.clientX, top: event.clientY })
      if (!at || !isManageableAt(view, at.pos)) return false
      const stop = () => void (isDragging = false)
      view.root.addEventListener('mouseup', stop, { once: true })
      return props?.handleDOMEvents?.mousedown?.call(plugin, view, event) === true
    },
    // While cells are being selected, what the browser selects of their text is not meant.
    createSelectionBetween: ({ state }) => (isDragging ? state.selection : null),
    apply: (transaction) => {
      const started: unknown = transaction.getMeta(tableEditingKey)
      if (typeof started === 'number') isDragging = started !== -1
      return undefined
    },
    decorations: (state) => props?.decorations?.call(plugin, state) ?? null,
    appendTransaction: (transactions, before, after) =>
      selectionAfterOthers(transactions, before, after) ??
      (isAtManageable(after.selection)
        ? // With the same state as the one before, nothing has changed that it could mend.
          appendTransaction?.call(plugin, transactions, after, after)
        : undefined),
  }
}

const isManageableAt = (view: EditorView, position: number): boolean => {
  const found = tableAround(view.state.doc.resolve(position))
  return !found || isManageable(found.table)
}

const isAtManageable = (selection: Selection): boolean => {
  const selected = selection instanceof NodeSelection ? selection.node : undefined
  if (selected?.type.name === 'table' && !isManageable(selected)) return false
  const found = tableAround(selection.$head)
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
  if (!(selection instanceof CellSelection) || !transactions.some(isFromOthers)) return undefined
  const [anchor, head] = [selection.$anchorCell, selection.$headCell].map(({ pos }) =>
    placeAfterChange(before.doc, after.doc, pos),
  )
  if (anchor === undefined || head === undefined) return undefined
  const [$anchor, $head] = [after.doc.resolve(anchor), after.doc.resolve(head)]
  if (![$anchor, $head].every(pointsAtCell) || !inSameTable($anchor, $head)) return undefined
  return after.tr.setSelection(new CellSelection($anchor, $head))
}
