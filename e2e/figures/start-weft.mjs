import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The command's file, for Node. */
export const WEFT = fileURLToPath(new URL('../../apps/server/bin/weft.js', import.meta.url))

/**
 * Starts the real command on a free port.
 *
 * @param data Its data folder; a new one, which goes with it, if there is none.
 * @param flags More flags.
 */
export async function startWeft({ data, flags = ['--editor'] } = {}) {
  const folder = data ?? (await mkdtemp(join(tmpdir(), 'weft-figure-')))
  const child = spawn(
    process.execPath,
    [WEFT, 'serve', '--port', '0', '--data', folder, ...flags],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const url = await addressPrinted(child)
  return {
    url,
    pid: child.pid,
    async stop(signal = 'SIGTERM') {
      child.kill(signal)
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
      if (data === undefined) await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Resolves with the address once a process has printed it. */
export function addressPrinted(child) {
  return new Promise((resolve, reject) => {
    let printed = ''
    child.once('exit', (code) => reject(new Error(`it ended with ${code}:\n${printed}`)))
    child.stdout.on('data', (chunk) => {
      printed += chunk
      const address = /(?:http|ws):\/\/(127\.0\.0\.1:\d+)/.exec(printed)?.[1]
      if (address) resolve(`http://${address}`)
    })
  })
}
