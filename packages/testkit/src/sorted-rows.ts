/** A key and its value. Keys order byte by byte. */
export interface SortedRow {
  readonly key: Uint8Array
  readonly value: Uint8Array
}

/** One change; without a value, a deletion. */
export interface RowChange {
  readonly key: Uint8Array
  readonly value?: Uint8Array
}

/** Rows in the order of their keys. Never changes: a change makes new ones, so whoever holds these has a snapshot. */
export class SortedRows {
  static readonly none: SortedRows = new SortedRows([])
  readonly #rows: readonly SortedRow[]

  private constructor(rows: readonly SortedRow[]) {
    this.#rows = rows
  }

  get size(): number {
    return this.#rows.length
  }

  get(key: Uint8Array): Uint8Array | undefined {
    const row = this.#rows[this.#indexOf(key)]
    return row && compareBytes(row.key, key) === 0 ? row.value : undefined
  }

  /** The rows from `from` on and before `before`, at most so many. */
  range(from: Uint8Array, before: Uint8Array, limit = Number.POSITIVE_INFINITY): SortedRow[] {
    const start = this.#indexOf(from)
    return this.#rows.slice(start, Math.min(this.#indexOf(before), start + limit))
  }

  /** With the changes made in order. The bytes are copied: whoever handed them over may go on using them. */
  with(changes: readonly RowChange[]): SortedRows {
    const rows = [...this.#rows]
    for (const { key, value } of changes) {
      const index = lowerBound(rows, key)
      const found = rows[index]
      const isThere = found !== undefined && compareBytes(found.key, key) === 0
      if (value) rows.splice(index, isThere ? 1 : 0, { key: key.slice(), value: value.slice() })
      else if (isThere) rows.splice(index, 1)
    }
    return new SortedRows(rows)
  }

  #indexOf(key: Uint8Array): number {
    return lowerBound(this.#rows, key)
  }
}

/** The index of the first row whose key is not below this one. */
function lowerBound(rows: readonly SortedRow[], key: Uint8Array): number {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const row = rows[middle]
    if (row && compareBytes(row.key, key) < 0) low = middle + 1
    else high = middle
  }
  return low
}

function compareBytes(one: Uint8Array, other: Uint8Array): number {
  return Buffer.compare(one, other)
}
