import type { Node, Schema } from '@tiptap/pm/model'
import type { EditorState, Transaction } from '@tiptap/pm/state'
import { fixTables, TableMap } from '@tiptap/pm/tables'
import { tableAround } from './table-shape.ts'

/**
 * Makes the table at the caret a rectangle again, which it no longer is after one person added a row while another added
 * a column: the new row has a cell less than the others.
 *
 * It is done only as a part of one's own change to the table. Every window that is open sees such a table, and if all of
 * them added the missing cell it would be there many times. Until then the table is shown as it is.
 *
 * @returns Undefined when nothing is wrong with it.
 */
export function repairTable(state: EditorState): Transaction | undefined {
  const found = tableAround(state.selection.$head)
  if (!found || !TableMap.get(found.table).problems) return undefined
  const { table, at } = found
  // With cells that span others, it is the library's matter.
  if (hasSpans(table)) return fixTables(state)
  const lengths = table.children.map((row) => row.childCount)
  const wanted = Math.max(
    1,
    mostCommon(lengths),
    ...lengths.map((length, row) => length - emptyEnd(table.child(row))),
  )
  const { tr } = state
  let end = at + 1
  for (const row of table.children) {
    end += row.nodeSize
    const place = tr.mapping.map(end - 1)
    const missing = wanted - row.childCount
    if (missing > 0)
      tr.insert(
        place,
        Array.from({ length: missing }, () => newCell(row, state.schema)),
      )
    if (missing < 0) {
      const surplus = row.children.slice(wanted).reduce((sum, cell) => sum + cell.nodeSize, 0)
      tr.delete(place - surplus, place)
    }
  }
  return tr
}

const hasSpans = (table: Node): boolean =>
  table.children.some((row) =>
    row.children.some(({ attrs }) => attrs['colspan'] !== 1 || attrs['rowspan'] !== 1),
  )

/** Of several that are equally common, the largest. */
function mostCommon(lengths: readonly number[]): number {
  const times = (length: number) => lengths.filter((each) => each === length).length
  return [...lengths].sort((one, other) => times(other) - times(one) || other - one)[0] ?? 0
}

/** How many cells at the end of a row have nothing in them: two people may have made good for the same one. */
function emptyEnd(row: Node): number {
  const fromEnd = [...row.children].reverse()
  const filled = fromEnd.findIndex((cell) => cell.textContent !== '' || cell.childCount > 1)
  return filled < 0 ? row.childCount : filled
}

function newCell(row: Node, schema: Schema): Node {
  const isHeader =
    row.childCount > 0 && row.children.every(({ type }) => type.name === 'tableHeader')
  const cell = schema.nodes[isHeader ? 'tableHeader' : 'tableCell']?.createAndFill()
  if (!cell) throw new TypeError('The schema has no table cells')
  return cell
}
