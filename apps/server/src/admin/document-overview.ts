import type { RoomInspection, ServerInspection } from '@weft/server'
import {
  MAX_INDEXED,
  type DocumentIndex,
  type IndexedDocument,
} from '../catalogue/document-index.ts'
import type { Deletions } from '../catalogue/deletions.ts'
import type { IdleDocuments } from '../catalogue/idle-documents.ts'
import { createSearch, SearchTexts } from '../catalogue/search-text.ts'
import type { Titles } from '../catalogue/titles.ts'
import type { DamagedDocuments } from './damaged-documents.ts'
import type { ReadOnlyMarks } from './read-only-marks.ts'

/** A document as administrators see it in a list. */
export interface DocumentOverview {
  readonly document: string
  /** Absent when it has none. */
  readonly title?: string
  /** What it takes on disk; 0 while nothing of it is there. */
  readonly sizeBytes: number
  /** How many records its log has had. */
  readonly records: number
  /** When it last changed, in milliseconds since 1970; absent while nothing of it is on disk. */
  readonly changedMs?: number
  /** When somebody last opened or changed it, in milliseconds since 1970, the opening to the day; absent while nobody did. */
  readonly usedMs?: number
  /** Absent when it has no room: then nobody has it open. */
  readonly room?: RoomInspection['state']
  readonly peers: number
  /** How many of them read too slowly. */
  readonly behind: number
  readonly unsavedEdits: number
  /** For how long the oldest edit that is not on disk has been waiting, in milliseconds. */
  readonly lagMs: number
  readonly isReadOnly: boolean
  /** Whether the server has met damage in it since it started. */
  readonly isDamaged: boolean
  /** When it was deleted, in milliseconds since 1970. */
  readonly deletedMs?: number
}

/** `used`: those that nobody has used for longest come first. */
export const SORTS = ['changed', 'used', 'name', 'size', 'peers', 'lag'] as const
export type Sort = (typeof SORTS)[number]

export const KINDS = ['stored', 'open', 'read-only', 'damaged', 'deleted'] as const
/** Which documents: `stored` is all that are not deleted. */
export type DocumentKind = (typeof KINDS)[number]

export interface OverviewQuery {
  /** Words that must all be in title or name. */
  readonly search: string
  readonly kind: DocumentKind
  readonly sort: Sort
  /** Only those that nobody has open, and nobody has used for so long, in milliseconds; undefined for all. */
  readonly idleMs?: number | undefined
  /** How many of the sorted documents are left out before the first. */
  readonly from: number
  readonly limit: number
}

export interface OverviewDependencies {
  readonly server: { inspect(): Pick<ServerInspection, 'rooms'> }
  readonly index: Pick<DocumentIndex, 'all'>
  readonly titles: Pick<Titles, 'of'>
  readonly deletions: Pick<Deletions, 'of'>
  readonly idle: Pick<IdleDocuments, 'openedMs'>
  readonly readOnly: Pick<ReadOnlyMarks, 'has'>
  readonly damaged: Pick<DamagedDocuments, 'has'>
  /** Wall-clock time in milliseconds since 1970. */
  readonly now: () => number
}

type Listed = Pick<IndexedDocument, 'document'> & Partial<IndexedDocument>

/** All documents, with what goes on in them. */
export class DocumentOverviews {
  readonly #with: OverviewDependencies
  readonly #texts = new SearchTexts(MAX_INDEXED)

  constructor(dependencies: OverviewDependencies) {
    this.#with = dependencies
  }

  async list(query: OverviewQuery): Promise<{ documents: DocumentOverview[]; total: number }> {
    const { titles, deletions, readOnly, damaged } = this.#with
    const stored = await this.#with.index.all()
    const rooms: Rooms = new Map(
      this.#with.server.inspect().rooms.map((room) => [room.document, room]),
    )
    const isKind: Readonly<Record<DocumentKind, (name: string) => boolean>> = {
      stored: (name) => !deletions.of(name),
      open: (name) => rooms.has(name),
      'read-only': (name) => readOnly.has(name),
      damaged: (name) => damaged.has(name),
      deleted: (name) => deletions.of(name) !== undefined,
    }
    const isMeant = createSearch(query.search)
    const isIdle = (entry: Listed): boolean =>
      query.idleMs === undefined ||
      (!rooms.has(entry.document) && this.#with.now() - (this.#usedMs(entry) ?? 0) >= query.idleMs)
    const found = [...withNew(stored, rooms)].filter(
      (entry) =>
        isKind[query.kind](entry.document) &&
        isIdle(entry) &&
        (!isMeant || isMeant(this.#texts.of(entry.document, titles.of(entry.document) ?? ''))),
    )
    const sorted =
      query.sort === 'used'
        ? found.sort((one, other) => (this.#usedMs(one) ?? 0) - (this.#usedMs(other) ?? 0))
        : sort(found, query.sort, rooms)
    const documents = sorted
      .slice(query.from, query.from + query.limit)
      .map((entry) => this.#overview(entry, rooms.get(entry.document)))
    return { documents, total: found.length }
  }

  #usedMs({ document, changedMs }: Listed): number | undefined {
    const times = [changedMs, this.#with.idle.openedMs(document)].filter((one) => one !== undefined)
    return times.length === 0 ? undefined : Math.max(...times)
  }

  #overview(entry: Listed, room: RoomInspection | undefined): DocumentOverview {
    const { document, sizeBytes = 0, sequence = 0, changedMs } = entry
    const { titles, deletions, readOnly, damaged } = this.#with
    const title = titles.of(document)
    const deletion = deletions.of(document)
    const usedMs = this.#usedMs(entry)
    return {
      document,
      ...(title === undefined ? {} : { title }),
      sizeBytes,
      records: Math.max(sequence, room?.sequence ?? 0),
      ...(changedMs === undefined ? {} : { changedMs }),
      ...(usedMs === undefined ? {} : { usedMs }),
      ...(room ? { room: room.state } : {}),
      peers: room?.peers ?? 0,
      behind: room?.behind ?? 0,
      unsavedEdits: room?.unsavedEdits ?? 0,
      lagMs: Math.round(room?.lagMs ?? 0),
      isReadOnly: readOnly.has(document),
      isDamaged: damaged.has(document),
      ...(deletion ? { deletedMs: deletion.deletedMs } : {}),
    }
  }
}

type Rooms = ReadonlyMap<string, RoomInspection>

/** The stored ones, and before them those that have a room and were not stored when the list was read. */
function* withNew(stored: readonly IndexedDocument[], rooms: Rooms): Generator<Listed> {
  const missing = new Set<string>(rooms.keys())
  if (missing.size > 0) for (const { document } of stored) missing.delete(document)
  for (const document of missing) yield { document }
  yield* stored
}

/** Those that are alike stay in the order of their last change, the last first. */
function sort(found: Listed[], by: Exclude<Sort, 'used'>, rooms: Rooms): Listed[] {
  const room = (entry: Listed): RoomInspection | undefined => rooms.get(entry.document)
  switch (by) {
    case 'changed':
      return found
    case 'name':
      return found.sort((one, other) => (one.document < other.document ? -1 : 1))
    case 'size':
      return found.sort((one, other) => (other.sizeBytes ?? 0) - (one.sizeBytes ?? 0))
    case 'peers':
      return found.sort((one, other) => (room(other)?.peers ?? 0) - (room(one)?.peers ?? 0))
    case 'lag':
      return found.sort((one, other) => (room(other)?.lagMs ?? 0) - (room(one)?.lagMs ?? 0))
  }
}
