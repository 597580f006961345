const BLOCK_BYTES = 16 * 1024
/** What is longer gets memory of its own: a block is kept as long as anything in it. */
const LONGEST = 512

let block = new ArrayBuffer(BLOCK_BYTES)
let used = 0

/**
 * So many zero bytes, for a key or a row that is on its way into the database. Short ones lie in one block with others: each
 * edit has four of them, and memory that is asked for one by one costs more than what is written into it.
 */
export function newBytes(length: number): Uint8Array {
  if (length > LONGEST) return new Uint8Array(length)
  if (used + length > BLOCK_BYTES) {
    block = new ArrayBuffer(BLOCK_BYTES)
    used = 0
  }
  const bytes = new Uint8Array(block, used, length)
  used += length
  return bytes
}
