import { once } from 'node:events'
import { WebSocket } from 'ws'

/** What Node's inspector asks for; twice, because what the first leaves behind may free more. */
const COMMANDS = ['HeapProfiler.collectGarbage', 'HeapProfiler.collectGarbage']

/**
 * Has another Node process collect its garbage, as a debugger would: without this, what a process has in memory says more
 * about when V8 collected last than about what is held.
 *
 * @param inspector Where its inspector listens, as it prints it: `ws://127.0.0.1:9229/…`
 */
export async function collectGarbage(inspector: string): Promise<void> {
  const socket = new WebSocket(inspector)
  await once(socket, 'open')
  for (const [id, method] of COMMANDS.entries()) {
    const answered = once(socket, 'message')
    socket.send(JSON.stringify({ id, method }))
    await answered
  }
  socket.terminate()
}
