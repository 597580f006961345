import { once } from 'node:events'
import { connect } from 'node:net'

const LIMIT_MS = 2_000

/** Whether something takes connections where a `ws://` or `wss://` URL points. */
export async function answers(url: string): Promise<boolean> {
  const { hostname, port, protocol } = new URL(url)
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  const socket = connect({ host, port: Number(port) || (protocol === 'wss:' ? 443 : 80) })
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(LIMIT_MS) })
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
