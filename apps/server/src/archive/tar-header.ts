// POSIX.1-1988 (ustar): https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html#tag_20_92_13_06

/** Headers take one, contents a whole number of them. */
export const TAR_BLOCK = 512

const SIZE = { at: 124, length: 12 }
const CHECKSUM = { at: 148, length: 8 }
const TYPE_AT = 156
const PREFIX = { at: 345, length: 155 }

/** One entry of a tar file, before its contents. */
export interface TarHeader {
  readonly path: string
  readonly sizeBytes: number
  /** `file`, or anything else, such as a folder. */
  readonly kind: 'file' | 'other'
}

/** @param path Of at most 100 characters of ASCII. */
export function tarHeader(path: string, sizeBytes: number, timeMs: number): Buffer {
  if (path.length > 100) throw new RangeError(`the path "${path}" is too long for a tar file`)
  const header = Buffer.alloc(TAR_BLOCK)
  header.write(path, 0, 'ascii')
  // Who unpacks it may read and write, and nobody else.
  header.write('0000600\0', 100)
  header.write('0000000\0', 108)
  header.write('0000000\0', 116)
  header.write(octal(sizeBytes, 11), SIZE.at)
  header.write(octal(Math.floor(timeMs / 1000), 11), 136)
  header.write('0', TYPE_AT)
  header.write('ustar\x0000', 257)
  header.write(`${octal(checksumOf(header), 6)}\0 `, CHECKSUM.at)
  return header
}

/** What fills the last block of the contents. */
export function tarPadding(sizeBytes: number): Buffer {
  return Buffer.alloc((TAR_BLOCK - (sizeBytes % TAR_BLOCK)) % TAR_BLOCK)
}

/** The header that a block holds; `end` for the zeros behind the last entry, undefined when it is none. */
export function readTarHeader(block: Buffer): TarHeader | 'end' | undefined {
  if (block.every((byte) => byte === 0)) return 'end'
  const checksum = number(block, CHECKSUM)
  const sizeBytes = number(block, SIZE)
  if (checksum !== checksumOf(block) || sizeBytes === undefined) return undefined
  const prefix = text(block, PREFIX)
  const name = text(block, { at: 0, length: 100 })
  const type = String.fromCharCode(block[TYPE_AT] ?? 0)
  return {
    path: prefix === '' ? name : `${prefix}/${name}`,
    sizeBytes,
    kind: type === '0' || type === '\0' ? 'file' : 'other',
  }
}

/** The sum of all bytes, those of the checksum itself counted as spaces. */
function checksumOf(header: Buffer): number {
  let sum = CHECKSUM.length * 32
  for (const [at, byte] of header.entries()) {
    if (at < CHECKSUM.at || at >= CHECKSUM.at + CHECKSUM.length) sum += byte
  }
  return sum
}

interface Field {
  readonly at: number
  readonly length: number
}

function text(block: Buffer, { at, length }: Field): string {
  const field = block.subarray(at, at + length)
  const end = field.indexOf(0)
  return field.toString('latin1', 0, end === -1 ? length : end)
}

function number(block: Buffer, field: Field): number | undefined {
  const digits = text(block, field).trim()
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : undefined
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0')
}
