import { once } from 'node:events'
import { createServer } from 'node:net'

export const LOCALHOST = '127.0.0.1'

/** A port on which nothing listens now. */
export async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, LOCALHOST)
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('There is no free port')
  return address.port
}
