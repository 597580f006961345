import { decodeStateVector } from 'yjs'
import { openLevelCopy, type LevelCopy } from './level-copy.ts'
import type { Source, SourceDocument, SourceProblem, SourceUpdate } from './source.ts'
import { decodeKey, encodeKey } from './y-leveldb-key.ts'

const UPDATES = 'v1'
const STATE_VECTORS = 'v1_sv'
const MAX_CLOCK = 2 ** 32 - 1
/** Behind every key that begins with what stands before it: a part begins with 0 or 1. */
const BEHIND = Uint8Array.of(0xff)

/**
 * What y-leveldb keeps, the persistence of y-websocket's server: for each document its updates, numbered without gaps, and
 * a state vector of some time.
 *
 * @param temporary A folder for the copy that is read.
 * @throws {StartProblem} When it cannot be opened.
 */
export async function openYLeveldb(folder: string, temporary: string): Promise<Source> {
  const copy = await openLevelCopy(folder, temporary)
  return { count: undefined, documents: () => documentsIn(copy), close: () => copy.close() }
}

async function* documentsIn(copy: LevelCopy): AsyncGenerator<SourceDocument | SourceProblem> {
  const seen = new Set<string>()
  let after = encodeKey([UPDATES])
  for (;;) {
    const key = await firstKey(copy, after, endOf(encodeKey([UPDATES])))
    if (!key) break
    const [, name] = decodeKey(key) ?? []
    if (typeof name !== 'string') {
      yield { name: Buffer.from(key).toString('base64'), problem: 'its key makes no sense' }
      after = key
      continue
    }
    seen.add(name)
    yield { name, updates: updatesOf(copy, name) }
    after = endOf(encodeKey([UPDATES, name]))
  }
  yield* lostDocuments(copy, seen)
}

/** The first key behind `after` and before `end`. */
async function firstKey({ level }: LevelCopy, after: Uint8Array, end: Uint8Array) {
  for await (const key of level.keys({ gt: after, lt: end, limit: 1 })) return key
  return undefined
}

async function* updatesOf({ level }: LevelCopy, name: string): AsyncGenerator<SourceUpdate> {
  let expected: number | undefined
  const range = {
    gte: encodeKey([UPDATES, name, 'update', 0]),
    lte: encodeKey([UPDATES, name, 'update', MAX_CLOCK]),
  }
  for await (const [key, update] of level.iterator(range)) {
    const number = decodeKey(key)?.[3]
    if (typeof number !== 'number') {
      yield { unreadable: 'the key of an update makes no sense' }
      continue
    }
    if (expected !== undefined && number !== expected)
      yield { unreadable: `updates ${expected} to ${number - 1} are missing` }
    expected = number + 1
    yield update
  }
}

/** Documents that are known by their state vector only. */
async function* lostDocuments(
  { level }: LevelCopy,
  seen: ReadonlySet<string>,
): AsyncGenerator<SourceProblem> {
  const first = encodeKey([STATE_VECTORS])
  for await (const [key, value] of level.iterator({ gt: first, lt: endOf(first) })) {
    const [, name] = decodeKey(key) ?? []
    if (typeof name !== 'string' || seen.has(name) || isEmpty(value)) continue
    yield { name, problem: 'its updates are missing' }
  }
}

/** The value is a number, the state vector's length, both of variable length, and the state vector. */
function isEmpty(value: Uint8Array): boolean {
  let at = 0
  for (let numbers = 0; numbers < 2; at += 1) if ((value[at] ?? 0) < 0x80) numbers += 1
  try {
    return decodeStateVector(value.subarray(at)).size === 0
  } catch {
    return false
  }
}

const endOf = (prefix: Uint8Array): Uint8Array => Buffer.concat([prefix, BEHIND])
