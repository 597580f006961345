import type { Row, View } from './database.ts'
import { isCorruption } from './failure.ts'
import type { KeyRange } from './keys.ts'

/** Rows of one kind under rising numbers. */
export interface NumberedRows<Item> {
  range(first: number): KeyRange
  keyOf(number: number): Uint8Array
  numberOf(key: Uint8Array): number
  decode(row: Row, number: number): Decoded<Item>
}

export type Decoded<Item> =
  | { readonly whole: true; readonly item: Item }
  | { readonly whole: false; readonly why: string }

/** Numbers without a row that can be trusted. */
export interface Fault {
  readonly from: number
  readonly to: number
  readonly why: string
  /** What is there instead, as far as it can be read at all. */
  readonly row?: Row
}

export interface Scan<Item> {
  readonly items: readonly Item[]
  readonly faults: readonly Fault[]
  /** The highest number that has a row, 0 when none has. */
  readonly highest: number
}

/**
 * Reads the rows from `first` on, in bulk, and accounts for every number up to `last`: each has an item or a fault.
 * Where LevelDB cannot read a stretch of the range, the rows around it are found one by one.
 */
export async function scanNumbered<Item>(
  view: View,
  rows: NumberedRows<Item>,
  first: number,
  last: number,
): Promise<Scan<Item>> {
  const account = new Account(rows, first)
  try {
    for await (const chunk of view.rows(rows.range(first))) {
      for (const row of chunk) account.take(rows.numberOf(row.key), row)
    }
  } catch (error) {
    if (!isCorruption(error)) throw error
    await scanOneByOne(view, rows, account, last)
  }
  return account.close(last)
}

async function scanOneByOne<Item>(
  view: View,
  rows: NumberedRows<Item>,
  account: Account<Item>,
  last: number,
): Promise<void> {
  for (let number = account.next; number <= last; number++) {
    const key = rows.keyOf(number)
    try {
      const value = await view.get(key)
      if (value !== undefined) account.take(number, { key, value })
    } catch (error) {
      if (!isCorruption(error)) throw error
      account.note({ from: number, to: number, why: 'its database file is damaged there' })
    }
  }
}

class Account<Item> {
  readonly #rows: NumberedRows<Item>
  readonly #items: Item[] = []
  readonly #faults: Fault[] = []
  #highest = 0
  /** The number whose row is expected. */
  next: number

  constructor(rows: NumberedRows<Item>, first: number) {
    this.#rows = rows
    this.next = first
  }

  take(number: number, row: Row): void {
    this.#skipTo(number)
    const decoded = this.#rows.decode(row, number)
    if (decoded.whole) this.#items.push(decoded.item)
    else this.#faults.push({ from: number, to: number, why: decoded.why, row })
    this.next = number + 1
    this.#highest = number
  }

  note(fault: Fault): void {
    this.#skipTo(fault.from)
    this.#faults.push(fault)
    this.next = fault.to + 1
  }

  close(last: number): Scan<Item> {
    this.#skipTo(last + 1)
    return { items: this.#items, faults: this.#faults, highest: this.#highest }
  }

  #skipTo(number: number): void {
    if (number <= this.next) return
    this.#faults.push({ from: this.next, to: number - 1, why: 'missing' })
    this.next = number
  }
}
