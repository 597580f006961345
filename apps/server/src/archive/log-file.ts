import type { RecordedUpdate } from '@weft/storage'
import { field } from '../catalogue/field.ts'
import { MAX_UPDATES } from './archive-limits.ts'
import { ArchiveProblem } from './archive-problem.ts'
import type { ArchivedContent } from './archive-item.ts'

type Log = Extract<ArchivedContent, { readonly is: 'log' }>

const NEW_LINE = 10

/**
 * A document's log in a file: before each update a line of JSON, behind it a line's end. `bytes` is the update's length;
 * `piece` numbers the pieces of a snapshot, `record` the records; of one record there may be several updates.
 */
export function encodeLog({ pieces, records }: Log): Buffer {
  const parts: Uint8Array[] = []
  const add = (head: object, update: Uint8Array): void => {
    const line = JSON.stringify({ ...head, bytes: update.length })
    parts.push(Buffer.from(`${line}\n`), update, Buffer.from('\n'))
  }
  for (const [index, piece] of pieces.entries()) add({ piece: index + 1 }, piece)
  for (const [index, record] of records.entries()) {
    for (const { update, user, timeMs } of record)
      add({ record: index + 1, timeMs, ...(user === undefined ? {} : { user }) }, update)
  }
  return Buffer.concat(parts)
}

/** @throws {ArchiveProblem} When it makes no sense. */
export function decodeLog(bytes: Buffer): Log {
  const pieces: Uint8Array[] = []
  const records: RecordedUpdate[][] = []
  let last = 0
  for (let at = 0, count = 0; at < bytes.length; count += 1) {
    if (count === MAX_UPDATES) throw new ArchiveProblem('its log has too many updates')
    const lineEnd = bytes.indexOf(NEW_LINE, at)
    const head = parsed(bytes.toString('utf8', at, lineEnd === -1 ? at : lineEnd))
    const length = field(head, 'bytes')
    const start = lineEnd + 1
    const end = start + (typeof length === 'number' ? length : Number.NaN)
    // An update has two bytes at least.
    if (!(end > start && bytes[end] === NEW_LINE)) throw senseless()
    const update = bytes.subarray(start, end)
    at = end + 1
    const [record, timeMs, user] = [
      field(head, 'record'),
      field(head, 'timeMs'),
      field(head, 'user'),
    ]
    if (typeof field(head, 'piece') === 'number') {
      pieces.push(update)
    } else if (typeof record === 'number' && isTime(timeMs)) {
      const recorded = { update, user: typeof user === 'string' ? user : undefined, timeMs }
      if (record === last) records.at(-1)?.push(recorded)
      else records.push([recorded])
      last = record
    } else throw senseless()
  }
  return { is: 'log', pieces, records }
}

/** Milliseconds since 1970, of a time that a date can be. */
export const isTime = (value: unknown): value is number =>
  typeof value === 'number' && value >= 0 && value <= 8.64e15

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const senseless = (): ArchiveProblem => new ArchiveProblem('its log makes no sense')
