import { SortedRows, type RowChange } from './sorted-rows.ts'

/**
 * A disk below a database with a write-ahead log: what was written is in the cache, and durable only once it was synced.
 * A process that dies leaves the cache; a power cut leaves what is durable and some of what was written after, in order.
 */
export class SimulatedDisk {
  #cached = SortedRows.none
  #durable = SortedRows.none
  #unsynced: (readonly RowChange[])[] = []
  #version = 0

  /** What a process reads. */
  get cached(): SortedRows {
    return this.#cached
  }

  /** What is left after a power cut, whatever happens. */
  get durable(): SortedRows {
    return this.#durable
  }

  /** Rises with each change of what is durable. */
  get version(): number {
    return this.#version
  }

  /** How many batches a power cut would put in doubt. */
  get unsynced(): number {
    return this.#unsynced.length
  }

  /** Writes one batch into the cache, all of it or nothing. */
  write(batch: readonly RowChange[]): void {
    const copy = batch.map(({ key, value }) =>
      value ? { key: key.slice(), value: value.slice() } : { key: key.slice() },
    )
    this.#cached = this.#cached.with(copy)
    this.#unsynced.push(copy)
  }

  /** Makes everything durable that was written so far. */
  sync(): void {
    if (this.#unsynced.length === 0) return
    this.#unsynced = []
    this.#settle(this.#cached)
  }

  /** Cuts the power. Of the batches that were not synced, the first `kept` are there all the same. */
  cutPower(kept: number): void {
    if (this.#unsynced.length === 0) return
    const rows = this.#unsynced
      .slice(0, kept)
      .reduce((all, batch) => all.with(batch), this.#durable)
    this.#unsynced = []
    this.#settle(rows)
  }

  /** Puts other rows in the place of all there is, as when a backup is restored. */
  restore(rows: SortedRows): void {
    this.#unsynced = []
    this.#settle(rows)
  }

  #settle(rows: SortedRows): void {
    this.#cached = rows
    this.#durable = rows
    this.#version += 1
  }
}
