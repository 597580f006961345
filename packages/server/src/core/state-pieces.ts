import * as Y from 'yjs'
import { missingClient, type Struct } from './causal-order.ts'
import { UpdateWriter } from './update-writer.ts'

/** Where one client's structs continue: those before `index` are in a piece already. */
interface Cursor {
  readonly structs: readonly Struct[]
  index: number
  /** The clock up to which the client's structs are in pieces, or were known from the start. */
  clock: number
}

/**
 * Whether a client could take a document in pieces and have the same. Yjs cleans up formatting after each transaction
 * that comes from elsewhere, and in a half of a text marks look redundant that the other half needs: it would delete them,
 * for everybody.
 */
export function canBeCut(doc: Y.Doc): boolean {
  for (const structs of doc.store.clients.values()) {
    for (const struct of structs) {
      if (struct instanceof Y.Item && struct.content instanceof Y.ContentFormat) return false
    }
  }
  return true
}

/**
 * A document's integrated structs beyond a state vector, as updates of about `pieceBytes` that each build only on what
 * came before: applied in order, none ever waits for another. Deletions are left out; a last `encodeStateAsUpdate` at
 * the present state vector has them all.
 *
 * Stock clients need this for large states: they give a connection up after 30 s without a whole frame.
 */
export function statePieces(
  doc: Y.Doc,
  known: ReadonlyMap<number, number>,
  pieceBytes: number,
): Uint8Array[] {
  const cursors = new Map<number, Cursor>()
  for (const [client, structs] of doc.store.clients) {
    const clock = known.get(client) ?? 0
    const isComplete = clock >= Y.getState(doc.store, client)
    const index = isComplete ? structs.length : Y.findIndexSS(structs, clock)
    cursors.set(client, { structs, index, clock })
  }
  // Yjs resolves conflicts faster when higher client IDs come first.
  const order = [...cursors].sort(([a], [b]) => b - a).map(([, cursor]) => cursor)
  const pieces: Uint8Array[] = []
  while (order.some(({ structs, index }) => index < structs.length)) {
    pieces.push(nextPiece(order, cursors, pieceBytes))
  }
  return pieces
}

function nextPiece(
  order: readonly Cursor[],
  cursors: ReadonlyMap<number, Cursor>,
  pieceBytes: number,
): Uint8Array {
  const piece = new UpdateWriter()
  let bytes = 0
  for (let hasMoved = true; hasMoved && bytes < pieceBytes;) {
    hasMoved = false
    for (const cursor of order) {
      const taken = takeReady(cursor, cursors, piece, pieceBytes - bytes)
      bytes += taken
      hasMoved ||= taken > 0
    }
  }
  // Every integrated struct's parents are integrated, so some cursor can always move.
  if (piece.isEmpty) throw new Error('The document has structs whose parents are missing')
  return piece.finish()
}

/** Moves one client's cursor as far as parents and room allow; returns the bytes written. */
function takeReady(
  cursor: Cursor,
  cursors: ReadonlyMap<number, Cursor>,
  piece: UpdateWriter,
  room: number,
): number {
  const clockOf = (client: number) => cursors.get(client)?.clock ?? 0
  let written = 0
  for (;;) {
    const struct = cursor.structs[cursor.index]
    if (written >= room || !struct || missingClient(struct, clockOf) !== undefined) return written
    written += piece.add(struct, cursor.clock)
    cursor.index += 1
    cursor.clock = struct.id.clock + struct.length
  }
}
