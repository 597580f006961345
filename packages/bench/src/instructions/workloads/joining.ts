import { MemoryStorage } from '@weft/storage'
import { joined } from '../peers.ts'
import { QuietServer, ticked } from '../quiet-server.ts'
import { Typist } from '../typist.ts'
import type { Prepared, Workload } from '../workload.ts'

const TYPISTS = 20
const LETTERS = 10
const DOCUMENT = 'paper'

/** Somebody joins a document that others are in, is told all of it, and leaves. */
export const warmJoin: Workload = {
  name: 'a warm join',
  prepare: async () => {
    const server = new QuietServer(await written())
    await joined(server, DOCUMENT, ['stock'])
    return visits(server, async () => {})
  },
}

/** The same while nobody is in it: it is loaded, and unloaded after. */
export const coldJoin: Workload = {
  name: 'a cold join',
  prepare: async () => {
    const server = new QuietServer(await written())
    return visits(server, async () => {
      if (!(await server.server.unload(DOCUMENT))) throw new Error('It was not unloaded')
    })
  },
}

function visits(server: QuietServer, after: () => Promise<void>): Prepared {
  let bytes = 0
  return {
    async play() {
      const before = server.written.bytes
      const [socket] = await joined(server, DOCUMENT, ['stock'])
      bytes = server.written.bytes - before
      socket?.destroy()
      await ticked()
      await after()
    },
    async end() {
      if (bytes < TYPISTS * LETTERS) throw new Error(`A visitor was told ${bytes} bytes`)
      await server.close()
    },
  }
}

/** A document in which several have typed in turns. */
async function written(): Promise<MemoryStorage> {
  const storage = new MemoryStorage()
  const typists = Array.from({ length: TYPISTS }, (_, index) => new Typist(index))
  await storage.create(DOCUMENT, 'epoch', 0)
  for (let letter = 0; letter < LETTERS; letter += 1) {
    const updates = typists.map((typist) => ({
      update: typist.type(),
      user: undefined,
      timeMs: 0,
    }))
    await storage.append([{ document: DOCUMENT, updates }])
  }
  return storage
}
