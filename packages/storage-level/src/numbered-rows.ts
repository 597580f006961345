import type { Row, View } from './database.ts'
import { isCorruption } from './failure.ts'
import type { KeyRange } from './keys.ts'

/** Rows of one kind under rising numbers. */
export interface NumberedRows<Item> {
  range(first: number): KeyRange
  keyOf(number: number): Uint8Array
  numberOf(key: Uint8Array): number
  decode(row: Row, number: number): Decoded<Item>
  /**
   * Whether there can be none above the last. To look beyond it costs time: LevelDB walks over every deleted row on the
   * way to the next that is there.
   */
  readonly endsWithLast: boolean
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
  /** The highest number that has a row which can be trusted, 0 when none has. */
  readonly highest: number
}

const MISSING = 'missing'
/** Some 100 µs each. */
const MAX_SINGLE_READS = 10_000

/**
 * Reads the rows from `first` on and accounts for every number up to `last`: each has an item or a fault.
 *
 * It reads in bulk while all is well. Where a file is damaged, LevelDB may end the bulk early, without a word, or hand
 * out keys that nobody wrote; so only a row that can be trusted moves the scan on by itself, and a number that is in
 * doubt is looked up alone before the bulk is taken up behind it.
 */
export async function scanNumbered<Item>(
  view: View,
  rows: NumberedRows<Item>,
  first: number,
  last: number,
): Promise<Scan<Item>> {
  const account = new Account<Item>(first)
  for (let singleReads = 0; ; singleReads++) {
    await readInBulk(view, rows, account, last)
    if (account.next > last) return account
    if (singleReads === MAX_SINGLE_READS) {
      account.fault({ from: account.next, to: last, why: MISSING })
      return account
    }
    await readAlone(view, rows, account)
  }
}

/** Goes as far as rows can be trusted. */
async function readInBulk<Item>(
  view: View,
  rows: NumberedRows<Item>,
  account: Account<Item>,
  last: number,
): Promise<void> {
  const limit = rows.endsWithLast ? Math.max(0, last - account.next + 1) : undefined
  try {
    for await (const chunk of view.rows(rows.range(account.next), limit)) {
      for (const row of chunk) {
        const number = rows.numberOf(row.key)
        const decoded = rows.decode(row, number)
        if (!decoded.whole || number < account.next) return
        account.item(number, decoded.item)
      }
    }
  } catch (error) {
    if (!isCorruption(error)) throw error
  }
}

/** Settles the next number. */
async function readAlone<Item>(
  view: View,
  rows: NumberedRows<Item>,
  account: Account<Item>,
): Promise<void> {
  const number = account.next
  const key = rows.keyOf(number)
  try {
    const value = await view.get(key)
    if (value === undefined) {
      account.fault({ from: number, to: number, why: MISSING })
      return
    }
    const row = { key, value }
    const decoded = rows.decode(row, number)
    if (decoded.whole) account.item(number, decoded.item)
    else account.fault({ from: number, to: number, why: decoded.why, row })
  } catch (error) {
    if (!isCorruption(error)) throw error
    account.fault({ from: number, to: number, why: 'its database file is damaged there' })
  }
}

class Account<Item> implements Scan<Item> {
  readonly items: Item[] = []
  readonly faults: Fault[] = []
  highest = 0
  /** All numbers before it are settled. */
  next: number

  constructor(first: number) {
    this.next = first
  }

  item(number: number, item: Item): void {
    if (number > this.next) this.fault({ from: this.next, to: number - 1, why: MISSING })
    this.items.push(item)
    this.highest = number
    this.next = number + 1
  }

  /** Neighbours that are missing become one fault. */
  fault(fault: Fault): void {
    this.next = fault.to + 1
    const before = this.faults.at(-1)
    if (before?.why === MISSING && fault.why === MISSING && before.to === fault.from - 1) {
      this.faults.splice(-1, 1, { ...fault, from: before.from })
    } else {
      this.faults.push(fault)
    }
  }
}
