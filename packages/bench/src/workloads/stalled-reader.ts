import { updateFrame } from '@weft/protocol'
import { Doc } from 'yjs'
import { SeededRandom } from '@weft/testkit'
import { Participant } from '../generator/participant.ts'
import { firstClientIdOf } from '../generator/typing.ts'
import { WatchedDocument } from '../generator/watched-document.ts'
import { ShareOfCore } from '../measures/share-of-core.ts'
import { median } from '../measures/statistics.ts'
import { within } from '../measures/poll.ts'
import { PinnedServer } from '../servers/pinned-server.ts'
import { SERVER_IDS, type ServerKind } from '../servers/server-kind.ts'
import type { Workload } from './workload.ts'

const ROOM = 'stalled'
const WRITTEN_MIB = 96
const WRITE_BYTES = 64 * 1024
const WRITES = (WRITTEN_MIB * 1024 * 1024) / WRITE_BYTES
/** The document stays small: the values are written over. */
const KEYS = 16
const UNDER_WAY = 8
const SAMPLE_MS = 20
const WAIT_MS = 30_000

/** What one reader that stops reading costs the server, beyond the same run in which it reads. */
export const stalledReader: Workload = {
  id: 'stalled-reader',
  title: `A reader that stops while ${WRITTEN_MIB} MiB are written`,
  servers: SERVER_IDS,
  figures: [
    { key: 'median', label: 'memory beyond the same run without, median', unit: 'MiB', digits: 1 },
    { key: 'peak', label: 'memory beyond the same run without, peak', unit: 'MiB', digits: 1 },
  ],
  targets: [
    { figure: 'median', atMost: 8 },
    { figure: 'peak', atMost: 8 },
  ],
  async measure(kind) {
    const reading = await write(kind, false)
    const stalled = await write(kind, true)
    return {
      values: { median: stalled.median - reading.median, peak: stalled.peak - reading.peak },
      faults: [...reading.faults, ...stalled.faults],
      generatorShare: Math.max(reading.generatorShare, stalled.generatorShare),
    }
  },
}

/** Writes past somebody who reads and somebody who may not. */
async function write(kind: ServerKind, isStalled: boolean) {
  const server = await PinnedServer.start(kind)
  try {
    const clientId = firstClientIdOf(0)
    const reader = await WatchedDocument.join(server, ROOM, clientId)
    const other = await WatchedDocument.join(server, ROOM, clientId)
    const writer = await Participant.join(server, ROOM)
    const frames = valuesOf(clientId).map((update) => writer.frame(updateFrame(update)))
    await server.idle(5_000)
    if (isStalled) other.participant.pause()
    const idleKib = server.residentKib()
    const samples: number[] = []
    const sampling = setInterval(() => samples.push(server.residentKib()), SAMPLE_MS)
    const generator = new ShareOfCore()
    let written = 0
    for (const frame of frames) {
      if (!(await within(WAIT_MS, () => written - reader.reached < UNDER_WAY, 1))) break
      writer.write(frame)
      written += 1
    }
    const hasAll = await reader.reaches(WRITES, WAIT_MS)
    const generatorShare = generator.share
    clearInterval(sampling)
    other.participant.resume()
    const catchesUp = !kind.keepsDocuments || (await hasAllAfterwards(server, other, clientId))
    return {
      generatorShare,
      median: (median(samples) - idleKib) / 1024,
      peak: (Math.max(...samples) - idleKib) / 1024,
      faults: [
        hasAll ? '' : `the one who reads has ${reader.reached} of ${WRITES} values`,
        catchesUp ? '' : 'the one who stopped never has all of it',
      ].filter(Boolean),
    }
  } finally {
    await server.dispose()
  }
}

/** Whether who stopped has everything in the end. Who was sent away for it comes back, as any client does. */
async function hasAllAfterwards(server: PinnedServer, other: WatchedDocument, clientId: number) {
  const isHere = () => other.participant.closedWith === undefined
  const hasAll = await within(WAIT_MS, () => !isHere() || other.reached >= WRITES)
  if (isHere()) return hasAll
  const again = await WatchedDocument.join(server, ROOM, clientId)
  return again.reaches(WRITES, WAIT_MS)
}

/** Values that nothing can compress or share, each in place of an earlier one. */
function valuesOf(clientId: number): readonly Uint8Array[] {
  const random = new SeededRandom(clientId >>> 0)
  const doc = new Doc()
  doc.clientID = clientId
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  const map = doc.getMap('values')
  for (let index = 0; index < WRITES; index += 1) {
    const words = Uint32Array.from({ length: WRITE_BYTES / 4 }, () => random.next() * 2 ** 32)
    map.set(`value ${index % KEYS}`, new Uint8Array(words.buffer))
  }
  return updates
}
