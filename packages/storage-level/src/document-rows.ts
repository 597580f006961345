import type { Damage, LogRecord, Snapshot } from '@weft/storage'

import type { Row, View } from './database.ts'
import { getOrFind } from './get-or-find.ts'
import { decodeHead, type Head } from './head-row.ts'
import {
  birthKey,
  damageKey,
  headKey,
  indexOfKey,
  leftoversKey,
  pieceKey,
  piecesOf,
  recordKey,
  recordRange,
  rowsRange,
  sequenceOfKey,
} from './keys.ts'
import { lastTrusted } from './last-record.ts'
import { decodeLeftovers } from './leftovers-row.ts'
import { type Fault, type NumberedRows, scanNumbered } from './numbered-rows.ts'
import { decodePiece } from './piece-row.ts'
import { decodeRecord } from './record-row.ts'
import { decodeDamage } from './damage-row.ts'

/** Damage just found, and the row that it is about, if there is any of it. */
export interface Finding {
  readonly damage: Damage
  readonly row?: Row
}

/** What a document's head and its list of damage say. */
export type HeadState =
  | { readonly is: 'absent' }
  | { readonly is: 'present'; readonly head: Head; readonly damage: readonly Damage[] }
  | BrokenHead

/** The document is there, and its head or its list of damage cannot be trusted: it must be repaired first. */
export interface BrokenHead {
  readonly is: 'broken'
  /** Undefined when it is the head that cannot be trusted. */
  readonly head: Head | undefined
  readonly damage: readonly Damage[]
  readonly findings: readonly Finding[]
}

export async function readHead(view: View, document: string): Promise<HeadState> {
  // Beside each other: somebody waits for a document to be opened.
  const [{ head, findings, missing }, damage] = await Promise.all([
    readHeadRow(view, document),
    readDamage(view, document),
  ])
  if (missing && !(await hasLostItsHead(view, document))) return { is: 'absent' }
  if (head !== undefined && damage.findings.length === 0) {
    return { is: 'present', head, damage: damage.list }
  }
  return {
    is: 'broken',
    head,
    damage: damage.list,
    findings: [...findings, ...damage.findings],
  }
}

/** The same, and a look at the end of the log: a head older than that is broken, too. */
export async function readHeadAndTail(view: View, document: string): Promise<HeadState> {
  const state = await readHead(view, document)
  if (state.is !== 'present') return state
  const last = await lastTrusted(view, document)
  if (last === undefined || last.sequence <= state.head.sequence) return state
  return {
    is: 'broken',
    head: undefined,
    damage: state.damage,
    findings: [wholeDocument('the header: it is older than the log')],
  }
}

/** The records from `first` on, and what was found wrong up to the head's last. */
export async function readRecords(
  view: View,
  document: string,
  head: Head,
  first: number,
): Promise<{
  readonly records: readonly LogRecord[]
  readonly findings: readonly Finding[]
  /** Higher than the head's when the head is older than the log. */
  readonly highest: number
}> {
  const scan = await scanNumbered(view, recordsOf(document), first, head.sequence)
  return {
    records: scan.items,
    findings: scan.faults.map(recordFinding),
    highest: scan.highest,
  }
}

export async function readSnapshot(
  view: View,
  document: string,
  head: Head,
): Promise<{ readonly snapshot: Snapshot | undefined; readonly findings: readonly Finding[] }> {
  if (head.bound === 0) return { snapshot: undefined, findings: [] }
  const rows = piecesUnder(document, head.bound)
  const scan = await scanNumbered(view, rows, 0, head.pieces - 1)
  return {
    snapshot: { sequence: head.bound, pieces: scan.items },
    findings: scan.faults.map(pieceFinding),
  }
}

/** Damage that concerns no record in particular. */
export function wholeDocument(what: string): Finding {
  return { damage: { fromSequence: 0, toSequence: 0, what } }
}

interface HeadRowRead {
  readonly head: Head | undefined
  readonly findings: readonly Finding[]
  readonly missing: boolean
}

async function readHeadRow(view: View, document: string): Promise<HeadRowRead> {
  const key = headKey(document)
  const value = await getOrFind(view, key)
  if (value === undefined) {
    const findings = [wholeDocument('the header: missing')]
    return { head: undefined, findings, missing: true }
  }
  if (value === 'unreadable') {
    const findings = [wholeDocument('the header: its database file is damaged there')]
    return { head: undefined, findings, missing: false }
  }
  const decoded = decodeHead(key, value)
  if (decoded.whole) return { head: decoded.head, findings: [], missing: false }
  const { damage } = wholeDocument(`the header: ${decoded.why}`)
  return { head: undefined, findings: [{ damage, row: { key, value } }], missing: false }
}

async function hasLostItsHead(view: View, document: string): Promise<boolean> {
  const [[row], birth] = await Promise.all([
    view.firstKeys(rowsRange(document), 1),
    getOrFind(view, birthKey(document)),
  ])
  if (row === undefined) return birth !== undefined
  // Rows without a head that a deletion has not come to yet are no document.
  const mark = await getOrFind(view, leftoversKey(document))
  return !(mark instanceof Uint8Array && decodeLeftovers(document, mark) === 'deleted')
}

async function readDamage(
  view: View,
  document: string,
): Promise<{ readonly list: readonly Damage[]; readonly findings: readonly Finding[] }> {
  const key = damageKey(document)
  const value = await getOrFind(view, key)
  if (value === undefined) return { list: [], findings: [] }
  if (value === 'unreadable') {
    const what = 'the list of damage: its database file is damaged there'
    return { list: [], findings: [wholeDocument(what)] }
  }
  const decoded = decodeDamage(key, value)
  if (decoded.whole) return { list: decoded.damage, findings: [] }
  const { damage } = wholeDocument(`the list of damage: ${decoded.why}`)
  return { list: [], findings: [{ damage, row: { key, value } }] }
}

function recordsOf(document: string): NumberedRows<LogRecord> {
  return {
    endsWithLast: false,
    range: (first) => recordRange(document, first),
    keyOf: (sequence) => recordKey(document, sequence),
    numberOf: sequenceOfKey,
    decode({ key, value }, sequence) {
      const decoded = decodeRecord(key, value, sequence)
      return decoded.whole ? { whole: true, item: decoded.record } : decoded
    },
  }
}

function piecesUnder(document: string, bound: number): NumberedRows<Uint8Array> {
  return {
    endsWithLast: true,
    range: (first) => piecesOf(document, bound, first),
    keyOf: (index) => pieceKey(document, bound, index),
    numberOf: indexOfKey,
    decode({ key, value }) {
      const decoded = decodePiece(key, value)
      return decoded.whole ? { whole: true, item: decoded.piece } : decoded
    },
  }
}

function recordFinding({ from, to, why, row }: Fault): Finding {
  const which = from === to ? `record ${from}` : `records ${from} to ${to}`
  return finding(from, to, `${which}: ${why}`, row)
}

function pieceFinding({ from, to, why, row }: Fault): Finding {
  const which = from === to ? `piece ${from + 1}` : `pieces ${from + 1} to ${to + 1}`
  return finding(0, 0, `${which} of the snapshot: ${why}`, row)
}

function finding(fromSequence: number, toSequence: number, what: string, row?: Row): Finding {
  const damage = { fromSequence, toSequence, what }
  return row === undefined ? { damage } : { damage, row }
}
