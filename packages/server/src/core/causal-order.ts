import * as Y from 'yjs'

export type Struct = Y.Item | Y.GC

/** One client's structs in an update: those before `index` are in order already, or were known from the start. */
interface Cursor {
  readonly structs: readonly (Struct | Y.Skip)[]
  index: number
  /** Everything below this clock is there. */
  clock: number
  /** Where it stands it waits for something that is not in the update, and all after it with it. */
  isBlocked: boolean
  isOnStack: boolean
}

/**
 * The structs of an update in an order in which each builds only on what is known or came before. What is known already
 * is left out, and so is what builds on something that is neither known nor in the update.
 *
 * @param known The clock up to which everything of a client is there.
 */
export function inCausalOrder(
  structs: readonly (Struct | Y.Skip)[],
  known: (client: number) => number,
): Struct[] {
  const cursors = cursorsOf(structs, known)
  const ordered: Struct[] = []
  // Yjs resolves conflicts faster when higher client IDs come first.
  const clients = [...cursors.keys()].sort((a, b) => b - a)
  for (const client of clients) follow(client, cursors, known, ordered)
  return ordered
}

function cursorsOf(
  structs: readonly (Struct | Y.Skip)[],
  known: (client: number) => number,
): Map<number, Cursor> {
  const grouped = new Map<number, (Struct | Y.Skip)[]>()
  for (const struct of structs) {
    const group = grouped.get(struct.id.client)
    if (group) group.push(struct)
    else grouped.set(struct.id.client, [struct])
  }
  const cursors = new Map<number, Cursor>()
  for (const [client, group] of grouped) {
    const clock = known(client)
    const state = { index: 0, clock, isBlocked: false, isOnStack: false }
    cursors.set(client, { structs: group, ...state })
  }
  return cursors
}

/** Takes all that can be taken of one client, and first what that builds on. A stack of our own: chains may be long. */
function follow(
  first: number,
  cursors: ReadonlyMap<number, Cursor>,
  known: (client: number) => number,
  ordered: Struct[],
): void {
  const stack = [first]
  for (let client = stack.at(-1); client !== undefined; client = stack.at(-1)) {
    const cursor = cursors.get(client)
    const missing = cursor && !cursor.isBlocked ? advance(cursor, cursors, known, ordered) : 'none'
    const other = typeof missing === 'number' ? cursors.get(missing) : undefined
    if (cursor) cursor.isOnStack = missing !== 'none'
    if (missing === 'none') {
      stack.pop()
    } else if (other && !other.isBlocked && !other.isOnStack && hasMore(other)) {
      stack.push(missing)
    } else if (cursor) {
      cursor.isBlocked = true
    }
  }
}

function hasMore({ structs, index }: Cursor): boolean {
  return index < structs.length
}

/** Takes structs until one builds on what is not there. Returns whose that is; `none` at the end or at a gap. */
function advance(
  cursor: Cursor,
  cursors: ReadonlyMap<number, Cursor>,
  known: (client: number) => number,
  ordered: Struct[],
): number | 'none' {
  const clockOf = (client: number) => cursors.get(client)?.clock ?? known(client)
  for (; hasMore(cursor); cursor.index += 1) {
    const struct = cursor.structs[cursor.index]
    if (!struct) break
    const end = struct.id.clock + struct.length
    if (end <= cursor.clock) continue
    if (struct instanceof Y.Skip || struct.id.clock > cursor.clock) {
      cursor.isBlocked = true
      return 'none'
    }
    const missing = missingClient(struct, clockOf)
    if (missing !== undefined) return missing
    ordered.push(struct)
    cursor.clock = end
  }
  return 'none'
}

/** Whose structs this one builds on that are not there. */
export function missingClient(
  struct: Struct,
  clockOf: (client: number) => number,
): number | undefined {
  if (!(struct instanceof Y.Item)) return undefined
  const { origin, rightOrigin, parent } = struct
  const parentId =
    parent instanceof Y.ID ? parent : parent instanceof Y.AbstractType ? parent._item?.id : null
  for (const id of [origin, rightOrigin, parentId]) {
    if (id && id.client !== struct.id.client && id.clock >= clockOf(id.client)) return id.client
  }
  return undefined
}
