import { setTimeout as sleep } from 'node:timers/promises'
import { updateFrame } from '@weft/protocol'
import { applyUpdate, Doc } from 'yjs'
import { Participant } from '../generator/participant.ts'
import { AUTHOR, TEXT, textFor } from '../generator/typing.ts'
import { WatchedDocument } from '../generator/watched-document.ts'
import { ShareOfCore } from '../measures/share-of-core.ts'
import { PinnedServer } from '../servers/pinned-server.ts'
import { KEEPERS } from '../servers/server-kind.ts'
import type { Workload } from './workload.ts'

const DOCUMENTS = 10_000
const QUICK_DOCUMENTS = 2_000
const STATE = textFor(10)
/** These come and go first: what a server needs for its first documents is not for the later ones. */
const FIRST = 1_000
const AT_A_TIME = 20
/** Weft keeps a document for 30 s after its last peer. */
const UNLOADED_MS = 35_000
/** So many are opened once more in the end, evenly spread. */
const LOOKED_AT = 50
/** Some answer before they have read what is stored, and tell it afterwards. */
const LATE_STATE_MS = 5_000

/** Whether the memory of documents comes back that were opened, written in and left. */
export const idleDocuments: Workload = {
  id: 'idle-documents',
  title: titleFor(DOCUMENTS),
  titleFor: ({ isQuick }) => titleFor(isQuick ? QUICK_DOCUMENTS : DOCUMENTS),
  servers: KEEPERS,
  figures: [
    { key: 'before', label: 'server memory before', unit: 'MiB', digits: 1 },
    { key: 'after', label: 'server memory after', unit: 'MiB', digits: 1 },
    { key: 'rise', label: 'after by before', unit: '×', digits: 2 },
  ],
  targets: [{ figure: 'rise', atMost: 1.1 }],
  async measure(kind, { isQuick }) {
    const server = await PinnedServer.start(kind)
    const generator = new ShareOfCore()
    try {
      await openAndClose(server, 'first', FIRST)
      await sleep(UNLOADED_MS)
      const before = (await server.heldKib()) / 1024
      const documents = isQuick ? QUICK_DOCUMENTS : DOCUMENTS
      await openAndClose(server, 'document', documents)
      await sleep(UNLOADED_MS)
      const after = (await server.heldKib()) / 1024
      const generatorShare = generator.share
      const others = await othersThan(STATE, server, 'document', documents)
      const faults = others > 0 ? [`${others} of ${LOOKED_AT} documents hold another text`] : []
      return { values: { before, after, rise: after / before }, faults, generatorShare }
    } finally {
      await server.dispose()
    }
  },
}

function titleFor(documents: number): string {
  return `${documents.toLocaleString('en-US')} documents opened and closed`
}

async function openAndClose(server: PinnedServer, name: string, count: number): Promise<void> {
  for (let index = 0; index < count; index += AT_A_TIME) {
    const together = Array.from({ length: AT_A_TIME }, async (_, offset) => {
      const room = `${name}-${index + offset}`
      const writer = await Participant.join(server, room)
      writer.write(writer.frame(updateFrame(STATE)))
      // Once another one is told the state, the server has taken the text.
      const reader = await Participant.join(server, room)
      writer.leave()
      reader.leave()
    })
    await Promise.all(together)
  }
}

/** How many of those that are opened once more do not hold this. */
async function othersThan(
  state: Uint8Array,
  server: PinnedServer,
  name: string,
  count: number,
): Promise<number> {
  const expected = new Doc()
  applyUpdate(expected, state)
  const text = expected.getText(TEXT).toJSON()
  let others = 0
  for (let look = 0; look < LOOKED_AT; look += 1) {
    const room = `${name}-${Math.floor((look * count) / LOOKED_AT)}`
    const reader = await WatchedDocument.join(server, room, AUTHOR)
    const isWhole = await reader.reaches(text.length, LATE_STATE_MS)
    if (!isWhole || reader.text() !== text) others += 1
    reader.participant.leave()
  }
  return others
}
