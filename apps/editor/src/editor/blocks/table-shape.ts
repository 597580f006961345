import type { Node, ResolvedPos } from '@tiptap/pm/model'

/** More cells than anybody can use, counting those that a cell spans. A map of a larger table could freeze the page. */
const MAX_CELLS = 20_000

const known = new WeakMap<Node, boolean>()

/** Whether a table, which a peer may have made, is small enough to be worked on as a table. Its text always is. */
export function isManageable(table: Node): boolean {
  const before = known.get(table)
  if (before !== undefined) return before
  let width = 0
  table.forEach((row) => {
    let columns = 0
    row.forEach((cell) => void (columns += Number(cell.attrs['colspan'])))
    width = Math.max(width, columns)
  })
  // A cell may hang over from the rows above.
  const isSmall = 2 * width * table.childCount <= MAX_CELLS
  known.set(table, isSmall)
  return isSmall
}

/** The innermost table around a place, and where it begins. */
export function tableAround(
  $place: ResolvedPos,
): { readonly table: Node; readonly at: number } | undefined {
  for (let depth = $place.depth; depth > 0; depth -= 1) {
    const table = $place.node(depth)
    if (table.type.spec['tableRole'] === 'table') return { table, at: $place.before(depth) }
  }
  return undefined
}
