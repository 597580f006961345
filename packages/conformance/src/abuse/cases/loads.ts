import { setTimeout as sleep } from 'node:timers/promises'
import type { AbuseCase } from '../abuse-case.ts'
import { words, type Arena } from '../arena.ts'
import { MIB } from '../bytes.ts'
import { MemoryWatch } from '../process-figures.ts'

/** How long a reader may read nothing, in milliseconds. */
const STALL_MS = 30_000
const SHORTER_STALL_MS = 6_000

/** Writes past a reader that may have stopped. Resolves with how much memory that took, in bytes, and how it ended. */
async function writePast(arena: Arena, isStalled: boolean): Promise<[number, string]> {
  const documentName = `${arena.documentName} ${isStalled ? 'with' : 'without'}`
  const megabytes = arena.isThorough ? 96 : 48
  const memory = new MemoryWatch(arena.server)
  const reader = await arena.honest(documentName)
  const other = await arena.joined(documentName)
  if (isStalled) other.stall()
  // Each writer stays within the burst that it is allowed.
  const count = Math.ceil(megabytes / 50)
  const writers = await Promise.all(Array.from({ length: count }, () => arena.honest(documentName)))
  for (let written = 0; written < megabytes; written += 1) {
    const writer = writers[written % count]
    // Without the one before, this would be a conflict.
    await writer?.until('a writer has it, too', () => (writer.map.get('written') ?? 0) === written)
    writer?.map.set('filler', new Uint8Array(MIB))
    writer?.map.set('written', written + 1)
    const isRead = () => reader.map.get('written') === written + 1
    await reader.until('a reader has what was written', isRead, 10_000)
  }
  if (!isStalled) return [memory.stop(), '']
  // Nothing is read, so the end shows only when it is looked for.
  await sleep((arena.isThorough ? STALL_MS : SHORTER_STALL_MS) * 1.1)
  other.socket.resume()
  await other.until(() => other.hasEnded, 3_000)
  return [memory.stop(), words(other.ending)]
}

/** Somebody stops reading while the others write on; before, the same with everybody reading. */
async function stall(arena: Arena): Promise<string> {
  const [without] = await writePast(arena, false)
  const [more, ending] = await writePast(arena, true)
  const shown = (bytes: number): string => `${Math.round(bytes / MIB)} MiB`
  const isBounded = more < 64 * MIB
  return `${ending}, ${isBounded ? '' : 'not '}bounded: ${shown(more)} more than the ${shown(without)} without`
}

/** Many documents, one after another. What the first of them cost may be kept for the next, but no more. */
async function visit(arena: Arena): Promise<string> {
  const left: number[] = []
  const count = arena.isThorough ? 1_000 : 100
  for (let batch = 0; batch < 4; batch += 1) {
    for (let visited = 0; visited < count; visited += 50) {
      const visitors = await Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          arena.joined(`${arena.documentName} ${batch} ${visited + index}`),
        ),
      )
      for (const visitor of visitors) visitor.socket.destroy()
    }
    await sleep(1_000)
    left.push(arena.server.residentBytes() ?? 0)
  }
  const [, second = 0, , last = 0] = left
  return last - second < 48 * MIB ? 'forgotten' : `${Math.round((last - second) / MIB)} MiB more`
}

/** What takes long and much. */
export const loadCases: readonly AbuseCase[] = [
  {
    id: 'A12',
    title: 'a reader that stops while much is written',
    attack: stall,
    // The close frame lies behind what was not read.
    expected: /^(4508|cut), bounded/,
    memoryBytes: 512 * MIB,
    pace: 'floods',
    isForPeers: true,
    shorterTimes: [`--limit=stallTimeoutMs=${SHORTER_STALL_MS}`],
  },
  {
    id: 'A36',
    title: 'thousands of documents visited and left',
    attack: visit,
    expected: 'forgotten',
    memoryBytes: 128 * MIB,
    logLines: 0,
    pace: 'floods',
    weftArguments: ['--limit=unloadDelayMs=200'],
  },
]
