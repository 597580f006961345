import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'

type Struct = Y.Item | Y.GC

/** Where one client's structs continue: those before `index` are in a piece already. */
interface Cursor {
  readonly client: number
  readonly structs: readonly Struct[]
  index: number
  /** The clock up to which the client's structs are in pieces, or were known from the start. */
  clock: number
}

/** One client's part of the piece that is being written. */
interface Run {
  readonly client: number
  readonly clock: number
  readonly encoder: Y.UpdateEncoderV1
  count: number
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
    cursors.set(client, { client, structs, index, clock })
  }
  // Yjs resolves conflicts faster when higher client IDs come first.
  const order = [...cursors.values()].sort((a, b) => b.client - a.client)
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
  const runs = new Map<number, Run>()
  let bytes = 0
  for (let hasMoved = true; hasMoved && bytes < pieceBytes;) {
    hasMoved = false
    for (const cursor of order) {
      const taken = takeReady(cursor, cursors, runs, pieceBytes - bytes)
      bytes += taken
      hasMoved ||= taken > 0
    }
  }
  // Every integrated struct's parents are integrated, so some cursor can always move.
  if (runs.size === 0) throw new Error('The document has structs whose parents are missing')
  return joinRuns([...runs.values()])
}

/** Moves one client's cursor as far as parents and room allow; returns the bytes written. */
function takeReady(
  cursor: Cursor,
  cursors: ReadonlyMap<number, Cursor>,
  runs: Map<number, Run>,
  room: number,
): number {
  let written = 0
  for (;;) {
    const struct = cursor.structs[cursor.index]
    if (written >= room || !struct || !parentsAreIn(struct, cursors)) return written
    const run = runs.get(cursor.client) ?? startRun(cursor, runs)
    const before = encoding.length(run.encoder.restEncoder)
    struct.write(run.encoder, cursor.clock - struct.id.clock)
    run.count += 1
    written += encoding.length(run.encoder.restEncoder) - before
    cursor.index += 1
    cursor.clock = struct.id.clock + struct.length
  }
}

function startRun({ client, clock }: Cursor, runs: Map<number, Run>): Run {
  const run = { client, clock, encoder: new Y.UpdateEncoderV1(), count: 0 }
  runs.set(client, run)
  return run
}

function parentsAreIn(struct: Struct, cursors: ReadonlyMap<number, Cursor>): boolean {
  if (!(struct instanceof Y.Item)) return true
  const isIn = (id: Y.ID | null) =>
    id === null || id.client === struct.id.client || id.clock < (cursors.get(id.client)?.clock ?? 0)
  if (!isIn(struct.origin) || !isIn(struct.rightOrigin)) return false
  const { parent } = struct
  if (parent instanceof Y.ID) return isIn(parent)
  return !(parent instanceof Y.AbstractType) || isIn(parent._item?.id ?? null)
}

function joinRuns(runs: readonly Run[]): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, runs.length)
    for (const { client, clock, count, encoder: structs } of runs) {
      encoding.writeVarUint(encoder, count)
      encoding.writeVarUint(encoder, client)
      encoding.writeVarUint(encoder, clock)
      encoding.writeUint8Array(encoder, encoding.toUint8Array(structs.restEncoder))
    }
    const noDeletes = 0
    encoding.writeVarUint(encoder, noDeletes)
  })
}
