import type { Damage } from '@weft/storage'

import type { Write } from './database.ts'
import { encodeDamage } from './damage-row.ts'
import { type BrokenHead, type Finding, readHeadAndTail } from './document-rows.ts'
import { encodeHead, type Head } from './head-row.ts'
import { damageKey, headKey, setAsideKey } from './keys.ts'
import type { WriteSession } from './live-database.ts'
import { rebuildHead } from './rebuild-head.ts'

/** What writers need to know of a document. */
export interface Entry {
  readonly head: Head
  readonly damage: readonly Damage[]
}

/**
 * What is on disk of the documents that were written to lately: read on demand, kept in memory for as many documents as
 * the limit says. Used within write sessions only, so that nobody else writes meanwhile.
 */
export class DocumentEntries {
  readonly #limit: number
  readonly #storageUuid: string
  // In the order of use, the oldest first.
  readonly #kept = new Map<string, Entry>()

  constructor(limit: number, storageUuid: string) {
    this.#limit = limit
    this.#storageUuid = storageUuid
  }

  /** The document's entry, repaired if need be; undefined when there is no such document. */
  async get(session: WriteSession, document: string): Promise<Entry | undefined> {
    const kept = this.#kept.get(document)
    if (kept === undefined) return this.#read(session, document, undefined)
    this.keep(document, kept)
    return kept
  }

  /** Reads the entry anew, and repairs what is on disk if that is broken. */
  async renew(session: WriteSession, document: string): Promise<void> {
    await this.#read(session, document, this.#kept.get(document))
  }

  /** To be called when what it says is on disk. */
  keep(document: string, entry: Entry): void {
    this.#kept.delete(document)
    this.#kept.set(document, entry)
    if (this.#kept.size <= this.#limit) return
    const [oldest] = this.#kept.keys()
    if (oldest !== undefined) this.#kept.delete(oldest)
  }

  drop(document: string): void {
    this.#kept.delete(document)
  }

  /** Empties it, and returns what was in it. */
  takeAll(): readonly (readonly [document: string, entry: Entry])[] {
    const all = [...this.#kept]
    this.#kept.clear()
    return all
  }

  /** Notes damage on disk, and copies the rows that it is about to where nothing touches them. */
  async setAside(
    session: WriteSession,
    document: string,
    epoch: string,
    findings: readonly Finding[],
  ): Promise<void> {
    const entry = await this.get(session, document)
    // Deleted meanwhile, and perhaps created anew.
    if (entry === undefined || entry.head.epoch !== epoch) return
    const damage = mergeDamage(entry.damage, findings)
    if (damage.length === entry.damage.length) return
    await session.commit(setAsideWrites(document, damage, findings), { sync: true })
    this.keep(document, { ...entry, damage })
  }

  async #read(
    session: WriteSession,
    document: string,
    known: Entry | undefined,
  ): Promise<Entry | undefined> {
    const state = await session.read((view) => readHeadAndTail(view, document))
    if (state.is === 'absent') {
      this.drop(document)
      return undefined
    }
    const entry =
      state.is === 'present' ? state : await this.#repair(session, document, state, known)
    this.keep(document, entry)
    return entry
  }

  async #repair(
    session: WriteSession,
    document: string,
    broken: BrokenHead,
    known: Entry | undefined,
  ): Promise<Entry> {
    const lostEpoch = `lost ${this.#storageUuid} ${document}`
    const head =
      broken.head ??
      known?.head ??
      (await session.read((view) => rebuildHead(view, document, lostEpoch)))
    const damage = mergeDamage(broken.damage, broken.findings)
    const key = headKey(document)
    const writes = setAsideWrites(document, damage, broken.findings)
    await session.commit([...writes, { key, value: encodeHead(key, head) }], { sync: true })
    return { head, damage }
  }
}

/** The known damage and what was found beyond it. */
export function mergeDamage(
  known: readonly Damage[],
  findings: readonly Finding[],
): readonly Damage[] {
  const merged = [...known]
  for (const { damage } of findings) {
    if (!merged.some((other) => isSame(other, damage))) merged.push(damage)
  }
  return merged
}

function isSame(left: Damage, right: Damage): boolean {
  return (
    left.fromSequence === right.fromSequence &&
    left.toSequence === right.toSequence &&
    left.what === right.what
  )
}

function setAsideWrites(
  document: string,
  damage: readonly Damage[],
  findings: readonly Finding[],
): readonly Write[] {
  const rows = findings.flatMap(({ row }) =>
    row === undefined ? [] : [{ key: setAsideKey(document, row.key), value: row.value }],
  )
  return [...rows, { key: damageKey(document), value: encodeDamage(document, damage) }]
}
