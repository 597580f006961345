// A server on LevelDB, in the process that a test kills. It tells its port and what it logs.
import { allowEveryone, createServer } from '@weft/server'
import { openLevelStorage } from '@weft/storage-level'

const [path, limits = '{}'] = process.argv.slice(2)
const storage = await openLevelStorage({ path })
const server = createServer({
  storage,
  authorize: allowEveryone,
  limits: JSON.parse(limits),
  log: (entry) => process.send?.({ logged: entry.event }),
})
const { port } = await server.listen({ port: 0, host: '127.0.0.1' })
process.send?.({ port })
