import { openStorageOver, type Database } from '@weft/storage-level/over-database'
import type { SimulatedDisk } from '@weft/testkit'
import * as Y from 'yjs'
import { partsOf, tokensIn } from './content.ts'
import { noteReplacement } from './restore-backup.ts'
import type { Simulation } from './simulation.ts'

/**
 * The operator deletes a document and makes it anew from what it held, as an import would: the same words, by another
 * author. Whoever merges the old document with this one has every word twice.
 */
export async function importAnew(simulation: Simulation): Promise<void> {
  const { world, machine, durable, book, plan } = simulation
  const document = world.random.pick(plan.documents)
  const old = await durable.read(document)
  if (!old) return
  world.fault('document: deleted and made anew', document)
  machine.crash('kill')
  await noteReplacement(simulation, [document])
  const anew = new Y.Doc()
  const tokens = [...tokensIn(old).counts.keys()]
  partsOf(anew).body.insert(0, tokens.map((id) => book.byId(id)?.text ?? '').join(''))
  // Now and then only the first half: the document then begins anew with whoever opens it next.
  const isMadeAnew = world.random.chance(0.6)
  const storage = await openStorageOver({
    path: '/data',
    openDatabase: async () => writeThrough(machine.disk),
    minFreeBytes: 0,
    spaceProbe: { freeBytes: async () => 1, now: () => 0 },
    entryLimit: 100,
    deletionChunk: 100,
    uuid: 'import',
  })
  const timeMs = world.clock.wallTime()
  await storage.delete(document)
  if (isMadeAnew) {
    await storage.create(document, `epoch ${world.random.below(2 ** 32)}`, timeMs)
    const update = Y.encodeStateAsUpdate(anew)
    await storage.append([{ document, updates: [{ update, user: undefined, timeMs }] }])
  } else {
    world.count('document: deleted')
    book.excuse(document, new Set(), new Set())
  }
  await storage.close()
  durable.forget()
}

/** The disk without any delay. */
function writeThrough(disk: SimulatedDisk): Database {
  return {
    view: () => {
      const rows = disk.cached
      return {
        get: async (key) => rows.get(key),
        rows: async function* ({ from, before }, limit) {
          yield rows.range(from, before, limit)
        },
        firstKeys: async ({ from, before }, limit) =>
          rows.range(from, before, limit).map(({ key }) => key),
        lastKey: async ({ from, before }) => rows.range(from, before).at(-1)?.key,
        close: async () => {},
      }
    },
    batch: async (writes) => {
      disk.write(writes)
      disk.sync()
    },
    close: async () => {},
  }
}
