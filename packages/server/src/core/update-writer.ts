import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'

/** One client's part of the update that is being written. */
interface Run {
  readonly client: number
  readonly clock: number
  readonly encoder: Y.UpdateEncoderV1
  count: number
}

/** Writes an update struct by struct. Each client's must come in order and without a gap. */
export class UpdateWriter {
  readonly #runs = new Map<number, Run>()
  readonly #deletes = new Map<number, Y.UpdateEncoderV1>()
  readonly #deleteCounts = new Map<number, number>()

  get isEmpty(): boolean {
    return this.#runs.size === 0 && this.#deletes.size === 0
  }

  /**
   * Adds a struct, or the rest of it from this clock on. Returns how many bytes it took.
   */
  add(struct: Y.Item | Y.GC, fromClock: number): number {
    const { client, clock } = struct.id
    let run = this.#runs.get(client)
    if (!run) {
      run = { client, clock: fromClock, encoder: new Y.UpdateEncoderV1(), count: 0 }
      this.#runs.set(client, run)
    }
    const before = encoding.length(run.encoder.restEncoder)
    struct.write(run.encoder, fromClock - clock)
    run.count += 1
    return encoding.length(run.encoder.restEncoder) - before
  }

  /** Adds a client's structs from a place on, the first of them from this clock on. */
  addRest(structs: readonly (Y.Item | Y.GC)[], index: number, fromClock: number): void {
    const first = structs[index]
    if (!first) return
    this.add(first, fromClock)
    const run = this.#runs.get(first.id.client)
    if (!run) return
    for (let next = index + 1; next < structs.length; next += 1)
      structs[next]?.write(run.encoder, 0)
    run.count += structs.length - index - 1
  }

  /** Adds a range of clocks that the update deletes. */
  delete(client: number, from: number, to: number): void {
    const encoder = this.#deletes.get(client) ?? new Y.UpdateEncoderV1()
    this.#deletes.set(client, encoder)
    this.#deleteCounts.set(client, (this.#deleteCounts.get(client) ?? 0) + 1)
    encoder.writeDsClock(from)
    encoder.writeDsLen(to - from)
  }

  /** @param deletions Those of the whole update, as Yjs writes them, in place of what was added one by one. */
  finish(deletions?: Uint8Array): Uint8Array {
    return encoding.encode((encoder) => {
      encoding.writeVarUint(encoder, this.#runs.size)
      for (const { client, clock, count, encoder: structs } of this.#runs.values()) {
        encoding.writeVarUint(encoder, count)
        encoding.writeVarUint(encoder, client)
        encoding.writeVarUint(encoder, clock)
        encoding.writeUint8Array(encoder, encoding.toUint8Array(structs.restEncoder))
      }
      if (deletions) return encoding.writeUint8Array(encoder, deletions)
      encoding.writeVarUint(encoder, this.#deletes.size)
      for (const [client, ranges] of this.#deletes) {
        encoding.writeVarUint(encoder, client)
        encoding.writeVarUint(encoder, this.#deleteCounts.get(client) ?? 0)
        encoding.writeUint8Array(encoder, encoding.toUint8Array(ranges.restEncoder))
      }
    })
  }
}
