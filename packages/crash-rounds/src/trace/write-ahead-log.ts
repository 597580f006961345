const BLOCK_BYTES = 32 * 1024
const HEADER_BYTES = 7

/**
 * A file of LevelDB's write-ahead log as the disk has it: what is written is only with the system until a sync that was
 * begun after it has returned.
 */
export class WriteAheadLog {
  readonly #written: Buffer[] = []
  #writtenBytes = 0
  #syncedBytes = 0
  #hasFailed = false
  #content: Buffer | undefined

  /** Whether a sync of it has ever failed. What it held then may never come to disk, whatever later syncs say. */
  get hasFailed(): boolean {
    return this.#hasFailed
  }

  get writtenBytes(): number {
    return this.#writtenBytes
  }

  write(bytes: Buffer): void {
    this.#written.push(bytes)
    this.#writtenBytes += bytes.length
  }

  /** A sync has returned that was begun when so much had been written. */
  synced(bytes: number): void {
    if (this.#hasFailed || bytes <= this.#syncedBytes) return
    this.#syncedBytes = bytes
    this.#content = undefined
  }

  failed(): void {
    this.#hasFailed = true
  }

  /** All that was written to it, without the headers that LevelDB puts between. */
  writtenContent(): Buffer {
    return unpacked(Buffer.concat(this.#written))
  }

  /** What its synced part holds, without the headers that LevelDB puts between. */
  durableContent(): Buffer {
    this.#content ??= unpacked(Buffer.concat(this.#written).subarray(0, this.#syncedBytes))
    return this.#content
  }
}

function unpacked(file: Buffer): Buffer {
  const parts: Buffer[] = []
  for (let at = 0; at + HEADER_BYTES <= file.length;) {
    const leftInBlock = BLOCK_BYTES - (at % BLOCK_BYTES)
    if (leftInBlock < HEADER_BYTES) {
      at += leftInBlock
      continue
    }
    const length = file.readUInt16LE(at + 4)
    const from = at + HEADER_BYTES
    parts.push(file.subarray(from, from + length))
    at = from + length
  }
  return Buffer.concat(parts)
}
