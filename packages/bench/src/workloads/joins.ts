import { updateFrame } from '@weft/protocol'
import type { Paper } from '../generator/paper.ts'
import { Participant } from '../generator/participant.ts'
import { firstClientIdOf, typedBy } from '../generator/typing.ts'
import { WatchedDocument } from '../generator/watched-document.ts'
import type { PinnedServer } from '../servers/pinned-server.ts'

const JOINS = 60
/** The first ones are not measured. */
const WARM_UP = 10

/**
 * What it costs to join a document that is open, from the TCP connection to the state, and leaving again: for somebody who
 * has nothing of it, and for somebody who has all but the last twentieth. Somebody types a key before each of them, so that
 * the state is never quite the one that was told last.
 */
export async function measureJoins(server: PinnedServer, room: string, paper: Paper) {
  const resident = await Participant.join(server, room)
  const person = { index: 1, clientId: firstClientIdOf(1) }
  const keys = typedBy(person, 2 * (JOINS + WARM_UP), paper.state)
  let key = 0
  const last = paper.clocks.at(-1) ?? 0
  const faults: string[] = []
  const join = async (stateVector?: Uint8Array) => {
    const update = keys[key]
    key += 1
    if (update) resident.write(resident.frame(updateFrame(update)))
    const joiner = await WatchedDocument.join(server, room, paper.clientId, stateVector)
    if (!(await joiner.reaches(last, 20_000))) faults.push('a join was not told all of it')
    joiner.participant.leave()
  }
  const cpuOf = async (stateVector?: Uint8Array) => {
    for (let index = 0; index < WARM_UP; index += 1) await join(stateVector)
    await server.idle(5_000)
    const before = server.cpuMs()
    for (let index = 0; index < JOINS; index += 1) await join(stateVector)
    await server.idle(5_000)
    return (server.cpuMs() - before) / JOINS
  }
  const warmCpuMs = await cpuOf()
  const returningCpuMs = await cpuOf(paper.knownStateVector)
  resident.leave()
  return { warmCpuMs, returningCpuMs, faults: [...new Set(faults)] }
}
