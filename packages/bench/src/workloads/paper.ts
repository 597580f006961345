import { basename } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { paperOf, PAPER_EDITS, type Paper } from '../generator/paper.ts'
import { typePaper } from '../generator/type-paper.ts'
import { WatchedDocument } from '../generator/watched-document.ts'
import { KEEPERS, type ServerKind } from '../servers/server-kind.ts'
import { PinnedServer } from '../servers/pinned-server.ts'
import { measureJoins } from './joins.ts'
import type { Workload } from './workload.ts'

const ROOM = 'paper'
const QUICK_EDITS = 50_000
/** A server may take so long to have everything on disk that it took; if it takes longer, that is what it takes. */
const STORED_MS = 120_000
const SIGTERM_AFTER_MS = 5_000
/** Who has said nothing more for so long has said all. */
const LATE_STATE_MS = 3_000
const COLD_MS = 60_000

/** A long document from its first key to whoever opens it afterwards. */
export const paper: Workload = {
  id: 'paper',
  title: `A paper of ${PAPER_EDITS.toLocaleString('en-US')} edits`,
  titleFor: ({ isQuick, trace }) => {
    const edits = editsOf(trace, isQuick).updates.length.toLocaleString('en-US')
    return `A paper of ${edits} edits, ${trace === undefined ? 'made up' : basename(trace)}`
  },
  servers: KEEPERS,
  figures: [
    { key: 'perEdit', label: 'typed in, server CPU per edit', unit: 'µs', digits: 1 },
    { key: 'lost', label: 'lost by a SIGTERM 5 s later', unit: '%', digits: 1 },
    { key: 'coldMs', label: 'cold join', unit: 'ms', digits: 0 },
    { key: 'coldCpu', label: 'cold join, server CPU', unit: 'ms', digits: 0 },
    { key: 'warmCpu', label: 'warm join, server CPU', unit: 'ms', digits: 2 },
    { key: 'returningCpu', label: 'returning client, server CPU', unit: 'ms', digits: 2 },
  ],
  targets: [
    { figure: 'perEdit', atMost: 0.3, of: 'y-websocket-server' },
    { figure: 'lost', atMost: 0 },
    { figure: 'coldMs', atMost: 0.3, of: 'hocuspocus' },
    { figure: 'warmCpu', atMost: 0.15, of: 'better-peer' },
    { figure: 'returningCpu', atMost: 0.15, of: 'better-peer' },
  ],
  async measure(kind, { isQuick, trace }) {
    const whole = editsOf(trace, isQuick)
    const first = await typeAndStop(kind, whole, 'soon')
    const last = whole.clocks.at(-1) ?? 0
    const lost = 100 * (1 - first.kept / last)
    let stored = first
    // Who lost something types it again and has all the time that storing takes, so that all load the same document.
    if (lost > 0) {
      await first.server.dispose()
      stored = await typeAndStop(kind, whole, 'when all is stored')
    }
    try {
      const cold = await coldJoin(stored.server, whole)
      const joins = await measureJoins(stored.server, ROOM, whole)
      return {
        values: {
          perEdit: (stored.cpuMs * 1_000) / whole.updates.length,
          lost,
          coldMs: cold.ms,
          coldCpu: cold.cpuMs,
          warmCpu: joins.warmCpuMs,
          returningCpu: joins.returningCpuMs,
        },
        faults: [...first.faults, ...stored.faults, ...cold.faults, ...joins.faults],
        generatorShare: stored.generatorShare,
      }
    } finally {
      await stored.server.dispose()
    }
  },
}

function editsOf(trace: string | undefined, isQuick: boolean): Paper {
  return paperOf(trace, isQuick ? QUICK_EDITS : PAPER_EDITS)
}

/** Types the paper, ends the server, starts it again and looks at how much there is. */
async function typeAndStop(kind: ServerKind, whole: Paper, when: 'soon' | 'when all is stored') {
  const server = await PinnedServer.start(kind)
  const typed = await typePaper(server, ROOM, whole)
  if (when === 'soon') await sleep(SIGTERM_AFTER_MS)
  else await server.idle(STORED_MS)
  const cpuMs = server.cpuMs() - typed.cpuBeforeMs
  await server.stop()
  await server.start()
  const last = whole.clocks.at(-1) ?? 0
  const reader = await WatchedDocument.join(server, ROOM, whole.clientId)
  // Some answer before they have read what is stored, and tell it afterwards.
  if (!(await reader.reaches(last, LATE_STATE_MS))) {
    await server.idle()
    await reader.settles(LATE_STATE_MS)
  }
  const kept = reader.reached
  const faults =
    kept === last && reader.text() !== whole.text ? ['after the restart, the text is another'] : []
  reader.participant.leave()
  // What a server does for a document after such a day, it does before the next: what is opened cold is at rest.
  await server.idle(STORED_MS)
  await server.stop()
  await server.start()
  const { generatorShare } = typed
  return { server, cpuMs, kept, generatorShare, faults: [...typed.faults, ...faults] }
}

/** How long the first one waits who opens the document after a start. */
async function coldJoin(server: PinnedServer, { clientId, clocks, text }: Paper) {
  const cpuBefore = server.cpuMs()
  const startMs = performance.now()
  const reader = await WatchedDocument.join(server, ROOM, clientId)
  const isThere = await reader.reaches(clocks.at(-1) ?? 0, COLD_MS)
  const ms = performance.now() - startMs
  const isSame = reader.text() === text
  await server.idle()
  const cpuMs = server.cpuMs() - cpuBefore
  reader.participant.leave()
  return { ms, cpuMs, faults: isThere && isSame ? [] : ['a cold join was not told all of it'] }
}
