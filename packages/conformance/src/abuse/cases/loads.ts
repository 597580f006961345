import { setTimeout as sleep } from 'node:timers/promises'
import type { AbuseCase } from '../abuse-case.ts'
import { words, type Arena } from '../arena.ts'
import { MIB } from '../bytes.ts'

/** How long a reader may read nothing, in milliseconds. */
const STALL_MS = 30_000
const SHORTER_STALL_MS = 6_000

/** Much is written past a reader, which may have stopped. */
async function writePast(arena: Arena, isStalled: boolean): Promise<string> {
  const megabytes = arena.isThorough ? 96 : 48
  const reader = await arena.honest()
  const other = await arena.joined()
  if (isStalled) other.stall()
  // Each writer stays within the burst that it is allowed.
  const writers = [await arena.honest(), await arena.honest()]
  for (let written = 0; written < megabytes; written += 1) {
    const writer = writers[written % writers.length]
    // Without the one before, this would be a conflict.
    await writer?.until('a writer has it, too', () => (writer.map.get('written') ?? 0) === written)
    writer?.map.set('filler', new Uint8Array(MIB))
    writer?.map.set('written', written + 1)
    const isRead = () => reader.map.get('written') === written + 1
    await reader.until('a reader has what was written', isRead, 10_000)
  }
  if (!isStalled) return words(other.ending)
  // Nothing is read, so the end shows only when it is looked for.
  await sleep((arena.isThorough ? STALL_MS : SHORTER_STALL_MS) * 1.1)
  other.socket.resume()
  await other.until(() => other.hasEnded, 3_000)
  return words(other.ending)
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
    title: 'much is written, and everybody reads',
    attack: (arena) => writePast(arena, false),
    expected: 'open',
    // Garbage, mostly: what one reader costs by itself is measured by the tests of the server.
    memoryBytes: 400 * MIB,
    // An honest megabyte every few milliseconds.
    othersMs: 1_000,
    logLines: 0,
    pace: 'floods',
    isForPeers: true,
  },
  {
    id: 'A12',
    title: 'much is written, and a reader has stopped',
    attack: (arena) => writePast(arena, true),
    // The close frame lies behind what was not read.
    expected: /^(4508|cut)$/,
    memoryBytes: 400 * MIB,
    // An honest megabyte every few milliseconds.
    othersMs: 1_000,
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
