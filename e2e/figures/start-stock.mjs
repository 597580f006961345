import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { freePort } from '@weft/testkit'

const COMMAND = fileURLToPath(
  new URL('server.js', import.meta.resolve('@y/websocket-server/utils')),
)
const HOST = '127.0.0.1'

/**
 * Starts the command of @y/websocket-server, without storage.
 *
 * @param port A free one if there is none.
 */
export async function startStock({ port } = {}) {
  const chosen = port ?? (await freePort())
  const child = spawn(process.execPath, [COMMAND], {
    env: { ...process.env, HOST, PORT: String(chosen) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await new Promise((resolve, reject) => {
    child.stdout.once('data', resolve)
    child.once('exit', (code) => reject(new Error(`it ended with ${code}`)))
  })
  return {
    url: `http://${HOST}:${chosen}`,
    port: chosen,
    pid: child.pid,
    async stop(signal = 'SIGKILL') {
      child.kill(signal)
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    },
  }
}
