import { BadBytes, ByteReader } from './byte-reader.ts'
import { readLog } from './log-file.ts'

// The manifest is a log of changes to the list of files, as LevelDB's version_edit.cc has them.

const COMPARATOR = 1
const LOG_NUMBER = 2
const NEXT_FILE = 3
const LAST_SEQUENCE = 4
const COMPACT_POINTER = 5
const DELETED_FILE = 6
const NEW_FILE = 7
const PREVIOUS_LOG = 9

/** Which files a database consists of. */
export interface Manifest {
  /** Logs from this number on have what is in no table yet. */
  readonly logNumber: number
  /** By number, their sizes in bytes. */
  readonly tables: ReadonlyMap<number, number>
}

/** Throws {@link BadBytes} when the manifest cannot be trusted. */
export function readManifest(bytes: Uint8Array): Manifest {
  const { entries, gaps } = readLog(bytes)
  if (gaps > 0 || entries.some(({ isWhole }) => !isWhole)) {
    throw new BadBytes('the checksum does not match')
  }
  const tables = new Map<number, number>()
  let logNumber: number | undefined
  for (const { bytes: edit } of entries) {
    const reader = new ByteReader(edit)
    while (!reader.isAtEnd) {
      const tag = reader.varint()
      switch (tag) {
        case COMPARATOR:
          reader.slice()
          break
        case LOG_NUMBER:
          logNumber = reader.varint()
          break
        case NEXT_FILE:
        case LAST_SEQUENCE:
        case PREVIOUS_LOG:
          reader.varint()
          break
        case COMPACT_POINTER:
          reader.varint()
          reader.slice()
          break
        case DELETED_FILE:
          reader.varint()
          tables.delete(reader.varint())
          break
        case NEW_FILE: {
          reader.varint()
          const number = reader.varint()
          tables.set(number, reader.varint())
          reader.slice()
          reader.slice()
          break
        }
        default:
          throw new BadBytes(`it has an entry of the unknown kind ${tag}`)
      }
    }
  }
  if (logNumber === undefined) throw new BadBytes('it ends early')
  return { logNumber, tables }
}
