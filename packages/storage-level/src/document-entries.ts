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
  /** Whether the log's newest records are known to be of this opening's branch. */
  readonly isOnBranch?: boolean
  /** The epoch of the history that was to take its place when the last write failed: either may be on disk. */
  readonly replacedBy?: string | undefined
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
    if (kept === undefined) return this.#read(session, document)
    this.keep(document, kept)
    return kept
  }

  /** The document's entry if it is kept. To be followed by {@link keep}, which notes its use. */
  kept(document: string): Entry | undefined {
    return this.#kept.get(document)
  }

  /** Reads the entry anew, and repairs what is on disk if that is broken. */
  async renew(session: WriteSession, document: string): Promise<void> {
    await this.#read(session, document)
  }

  /**
   * The same for a name that is known from a damaged row only: if nothing else speaks for it, there never was such a
   * document, and none is made of it.
   */
  async renewIfProven(session: WriteSession, document: string): Promise<void> {
    await this.#read(session, document, 'proven')
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
    repairs: Repairs = 'any',
  ): Promise<Entry | undefined> {
    const state = await session.read((view) => readHeadAndTail(view, document))
    let entry: Entry | undefined
    if (state.is === 'present') entry = state
    if (state.is === 'broken') entry = await this.#repair(session, document, state, repairs)
    if (entry === undefined) this.drop(document)
    else this.keep(document, entry)
    return entry
  }

  async #repair(
    session: WriteSession,
    document: string,
    broken: BrokenHead,
    repairs: Repairs,
  ): Promise<Entry | undefined> {
    const known = broken.head ?? this.#kept.get(document)?.head
    const head = known ?? (await this.#rebuild(session, document, repairs))
    if (head === undefined) return undefined
    const damage = mergeDamage(broken.damage, broken.findings)
    const key = headKey(document)
    const writes = setAsideWrites(document, damage, broken.findings)
    await session.commit([...writes, { key, value: encodeHead(key, head) }], { sync: true })
    return { head, damage }
  }

  async #rebuild(
    session: WriteSession,
    document: string,
    repairs: Repairs,
  ): Promise<Head | undefined> {
    const lostEpoch = `lost ${this.#storageUuid} ${document}`
    const rebuilt = await session.read((view) => rebuildHead(view, document, lostEpoch))
    return rebuilt.proven || repairs === 'any' ? rebuilt.head : undefined
  }
}

/** Whether to repair any document, or only one that a row which can be trusted speaks for. */
type Repairs = 'any' | 'proven'

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
    left.index === right.index &&
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
