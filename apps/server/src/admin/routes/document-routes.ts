import type { DocumentName } from '@weft/protocol'
import type { PeerInspection, WeftServer } from '@weft/server'
import type { DocumentEntry, DocumentStorage } from '@weft/storage'
import { withoutLink } from '../../access/link-name.ts'
import type { Library } from '../../library.ts'
import { AdminRefusal, documentRoute, type AdminRoute } from '../admin-route.ts'
import type { DamagedDocuments } from '../damaged-documents.ts'
import { DocumentOverviews, KINDS, SORTS, type OverviewQuery } from '../document-overview.ts'
import { loadBounded } from '../load-bounded.ts'
import { oneOf, wholeNumber } from '../query.ts'
import type { ReadOnlyMarks } from '../read-only-marks.ts'
import type { StateReader } from '../state/state-reader.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const MAX_IDLE_DAYS = 36_500
const MAX_PAGE = 1000
const DEFAULT_PAGE = 100
/** A longer search is cut, in UTF-16 units. */
const MAX_SEARCH = 200
/** How many peers of a document are told of. */
const MAX_PEERS = 1000
/** How large a document may be whose rows are looked at, in bytes as stored. */
const MAX_LOAD_BYTES = 256 * 1024 * 1024

export interface DocumentRouteDependencies {
  readonly server: WeftServer
  readonly storage: Pick<DocumentStorage, 'list' | 'load'>
  readonly library: Library
  readonly readOnly: ReadOnlyMarks
  readonly damaged: DamagedDocuments
  readonly states: StateReader
  /** Has everybody asked anew who has a document open, or any; what was said a moment ago does not count. */
  readonly reauthorize: (document?: string) => Promise<void>
}

/** What there is, and what goes on in it. */
export function documentRoutes(dependencies: DocumentRouteDependencies): readonly AdminRoute[] {
  const { server, library } = dependencies
  const overviews = new DocumentOverviews({ ...dependencies, ...library, now: Date.now })
  return [
    {
      method: 'GET',
      path: '/api/documents',
      about: `one page of the documents, the last changed first; takes \`search\`, \`kind\` (${KINDS.join(', ')}), \`sort\` (${SORTS.join(', ')}), \`idle\` (only those that nobody has used for so many days), \`from\` and \`limit\` (${DEFAULT_PAGE}, at most ${MAX_PAGE})`,
      who: 'admin',
      answer: async ({ query }) => ({ json: await overviews.list(overviewQuery(query)) }),
    },
    documentRoute({
      method: 'GET',
      path: '/api/documents/:document',
      about: 'one document: what is stored of it, its room and its peers',
      who: 'admin',
      answer: async (document) => ({ json: await describe(document, dependencies) }),
    }),
    documentRoute({
      method: 'GET',
      path: '/api/documents/:document/stored',
      about: 'what storage holds of it: snapshot, log, and what of it is damaged; reads all of it',
      who: 'admin',
      answer: async (document) => ({ json: await describeStored(document, dependencies) }),
    }),
    documentRoute({
      method: 'GET',
      path: '/api/documents/:document/state',
      about:
        'its content as JSON, as it is on disk, by what each root type seems to be; what is large is cut, and that is said',
      who: 'admin',
      answer: async (document, { signal }) => {
        const state = await dependencies.states.read(document, signal)
        if (!state) throw noSuchDocument(document)
        return { json: state }
      },
    }),
    {
      method: 'GET',
      path: '/api/peers',
      about: `who is connected, at most ${MAX_PEERS}; takes \`user\``,
      who: 'admin',
      answer: ({ query }) => {
        const user = query.get('user')
        const peers = server.inspectPeers().filter((peer) => user === null || peer.user === user)
        return { json: { peers: peers.slice(0, MAX_PEERS).map(toldOf), total: peers.length } }
      },
    },
  ]
}

function overviewQuery(query: URLSearchParams): OverviewQuery {
  const idleDays = wholeNumber(query, 'idle', 0, MAX_IDLE_DAYS)
  return {
    search: (query.get('search') ?? '').slice(0, MAX_SEARCH),
    kind: oneOf(query, 'kind', KINDS) ?? 'stored',
    sort: oneOf(query, 'sort', SORTS) ?? 'changed',
    idleMs: idleDays === undefined ? undefined : idleDays * DAY_MS,
    from: wholeNumber(query, 'from', 0, Number.MAX_SAFE_INTEGER) ?? 0,
    limit: wholeNumber(query, 'limit', 1, MAX_PAGE) ?? DEFAULT_PAGE,
  }
}

async function describe(document: DocumentName, dependencies: DocumentRouteDependencies) {
  const { server, library, readOnly, damaged } = dependencies
  const stored = await entryOf(document, dependencies)
  const room = server.inspect().rooms.find((one) => one.document === document)
  const deletion = library.deletions.of(document)
  if (!stored && !room && !deletion) throw noSuchDocument(document)
  const peers = server.inspectPeers(document)
  return {
    document,
    title: library.titles.of(document),
    stored,
    room,
    isReadOnly: readOnly.has(document),
    isDamaged: damaged.has(document),
    deletion: deletion && {
      ...deletion,
      ...(deletion.removedMs ? {} : { untilMs: deletion.deletedMs + library.keepDeletedMs }),
    },
    peers: peers.slice(0, MAX_PEERS).map(toldOf),
    totalPeers: peers.length,
  }
}

async function describeStored(document: DocumentName, dependencies: DocumentRouteDependencies) {
  const stored = await loadBounded(dependencies.storage, document, MAX_LOAD_BYTES)
  if (!stored) throw noSuchDocument(document)
  const { epoch, sequence, snapshot, records, damage } = stored
  const bytes = (parts: readonly Uint8Array[]): number =>
    parts.reduce((sum, part) => sum + part.byteLength, 0)
  const updates = records.flatMap((record) => record.updates)
  return {
    document,
    epoch,
    sequence,
    snapshot: snapshot && { sequence: snapshot.sequence, bytes: bytes(snapshot.pieces) },
    log: {
      records: records.length,
      updates: updates.length,
      bytes: bytes(updates.map(({ update }) => update)),
    },
    damage,
  }
}

/** Whoever has the name of a read-only link can read by it, so not even administrators are told it. */
const toldOf = ({ askedFor, ...peer }: PeerInspection) => ({
  ...peer,
  document: withoutLink(peer.document),
  ...(askedFor === peer.document ? {} : { askedFor: withoutLink(askedFor) }),
})

/** Undefined when nothing of it is stored. */
async function entryOf(
  document: DocumentName,
  { storage }: Pick<DocumentRouteDependencies, 'storage'>,
): Promise<DocumentEntry | undefined> {
  const [entry] = await storage.list({ prefix: document, limit: 1 })
  return entry?.document === document ? entry : undefined
}

/** @throws {AdminRefusal} When there is none of that name. */
export async function requireStored(
  document: DocumentName,
  dependencies: Pick<DocumentRouteDependencies, 'storage'>,
): Promise<void> {
  if (!(await entryOf(document, dependencies))) throw noSuchDocument(document)
}

const noSuchDocument = (document: string): AdminRefusal =>
  new AdminRefusal(404, `There is no document "${document}" here.`)
