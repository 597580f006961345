import { updateFrame } from '@weft/protocol'
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises'
import { ShareOfCore } from '../measures/share-of-core.ts'
import type { PinnedServer } from '../servers/pinned-server.ts'
import type { Paper } from './paper.ts'
import { Participant } from './participant.ts'
import { WatchedDocument } from './watched-document.ts'

/** So many inserted characters are on their way at most: as fast as the server goes, and no faster. */
const UNDER_WAY = 500
/** One write has so many edits at most. */
const WRITE = 64
const END_MS = 60_000

/** What typing a paper showed. */
export interface Typed {
  readonly cpuBeforeMs: number
  readonly generatorShare: number
  readonly faults: readonly string[]
}

/** Types a paper into a document while somebody reads along, each key as a message of its own. */
export async function typePaper(server: PinnedServer, room: string, paper: Paper): Promise<Typed> {
  const reader = await WatchedDocument.join(server, room, paper.clientId)
  const writer = await Participant.join(server, room)
  const frames = paper.updates.map((update) => writer.frame(updateFrame(update)))
  const last = paper.clocks.at(-1) ?? 0
  const cpuBeforeMs = server.cpuMs()
  const generator = new ShareOfCore()
  let sent = 0
  while (sent < frames.length) {
    const batch: Uint8Array[] = []
    while (
      batch.length < WRITE &&
      sent < frames.length &&
      (paper.clocks[sent] ?? 0) - reader.reached < UNDER_WAY
    ) {
      batch.push(frames[sent] ?? new Uint8Array())
      sent += 1
    }
    if (writer.closedWith !== undefined) break
    if (batch.length > 0) {
      writer.write(Buffer.concat(batch))
      await turn()
    } else {
      // Not another turn at once: the generator would seem to be the limit while it waits.
      await sleep(1)
    }
  }
  const isThere = await reader.reaches(last, END_MS)
  const generatorShare = generator.share
  await server.idle(2_000)
  const faults = [
    isThere ? '' : `the reader has ${reader.reached} of ${last} characters`,
    reader.text() === paper.text ? '' : 'the reader has another text',
    writer.closedWith === undefined ? '' : `the writer was closed (${writer.closedWith})`,
  ].filter(Boolean)
  reader.participant.leave()
  writer.leave()
  return { cpuBeforeMs, generatorShare, faults }
}
