// Nothing but an edit that is not stored yet keeps this process alive: its peer has gone, its port is closed, and the
// first append has failed. Then it must end by itself.
import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { allowEveryone, createServer } from '@weft/server'
import { MemoryStorage, StorageError } from '@weft/storage'
import { WebSocket } from 'ws'

class OnceFailingStorage extends MemoryStorage {
  #hasFailed = false

  async append(batch) {
    if (this.#hasFailed) {
      const sequences = await super.append(batch)
      process.send?.({ appended: true })
      return sequences
    }
    this.#hasFailed = true
    throw new StorageError('FAILED', 'not this time')
  }
}

// The channel to the test is no reason to stay.
process.channel?.unref()
const [how] = process.argv.slice(2)
const http = createHttpServer()
const server = createServer({
  server: http,
  storage: new OnceFailingStorage(),
  authorize: allowEveryone,
  limits: { unloadDelayMs: 0, changedDebounceMs: 0 },
})
http.listen(0, '127.0.0.1')
await once(http, 'listening')
const client = new WebSocket(`ws://127.0.0.1:${http.address().port}/document`)
await once(client, 'open')
client.send(Buffer.from([0, 0, 1, 0]))
await once(client, 'message')
// An update with one letter.
client.send(Buffer.from([0, 2, 11, 1, 1, 7, 0, 4, 1, 1, 116, 1, 97, 0]))
client.close()
await once(client, 'close')
http.close()
if (how === 'close') await server.close()
