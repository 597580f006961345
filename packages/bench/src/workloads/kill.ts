import { updateFrame } from '@weft/protocol'
import { SeededRandom } from '@weft/testkit'
import { setTimeout as sleep } from 'node:timers/promises'
import { Participant } from '../generator/participant.ts'
import { firstClientIdOf, textFor, typedBy } from '../generator/typing.ts'
import { WatchedDocument } from '../generator/watched-document.ts'
import { within } from '../measures/poll.ts'
import { ShareOfCore } from '../measures/share-of-core.ts'
import type { ServerKind } from '../servers/server-kind.ts'
import { PinnedServer } from '../servers/pinned-server.ts'
import type { Workload } from './workload.ts'

const ROOM = 'killed'
const KILLS = 10
const QUICK_KILLS = 4
const EDITS = 200
const REPORT_MS = 30_000

/** What is left of edits that were reported saved, when the server is killed the moment that it reports them. */
export const kill: Workload = {
  id: 'kill',
  title: '`kill -9` right after an edit was reported saved',
  servers: ['hocuspocus', 'weft'],
  figures: [
    { key: 'reported', label: 'edits that were reported saved', unit: '', digits: 0 },
    { key: 'lost', label: 'of them lost', unit: '', digits: 0 },
  ],
  targets: [{ figure: 'lost', atMost: 0 }],
  async measure(kind, { isQuick }) {
    const generator = new ShareOfCore()
    const random = new SeededRandom(KILLS)
    const rounds = []
    for (let round = 0; round < (isQuick ? QUICK_KILLS : KILLS); round += 1) {
      rounds.push(await killOnce(kind, 1 + random.below(EDITS - 1)))
    }
    return {
      values: {
        reported: rounds.reduce((sum, { reported }) => sum + reported, 0),
        lost: rounds.reduce((sum, { lost }) => sum + lost, 0),
      },
      faults: rounds.flatMap(({ faults }) => faults),
      generatorShare: generator.share,
    }
  },
}

/** Types until so many edits are reported saved, kills, starts it again and looks. */
async function killOnce(kind: ServerKind, atCount: number) {
  const server = await PinnedServer.start(kind)
  try {
    const base = textFor(1)
    const person = { index: 0, clientId: firstClientIdOf(0) }
    let counted = 0
    let ended: Promise<void> | undefined
    // What the server counts besides edits: the document, and the answers to its questions.
    const others = 1
    let answers = () => 0
    const editsIn = (count: number) => Math.max(0, count - others - answers())
    const writer = await Participant.join(server, ROOM, {
      onSaved: (count) => {
        if (ended) return
        counted = count
        if (editsIn(count) >= atCount) ended = server.kill()
      },
    })
    answers = () => writer.answers
    writer.write(writer.frame(updateFrame(base)))
    for (const update of typedBy(person, EDITS, base)) {
      if (ended) break
      writer.write(writer.frame(updateFrame(update)))
      await sleep(1)
    }
    await within(REPORT_MS, () => ended !== undefined)
    const reported = editsIn(counted)
    await (ended ?? server.kill())
    await server.start()
    const reader = await WatchedDocument.join(server, ROOM, person.clientId)
    await reader.reaches(reported, 2_000)
    return {
      reported,
      lost: Math.max(0, reported - reader.reached),
      faults: ended ? [] : [`it reported ${reported} of ${atCount} edits`],
    }
  } finally {
    await server.dispose()
  }
}
