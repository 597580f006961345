import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { addressPrinted, WEFT } from './start-weft.mjs'

/**
 * Starts the real command with so many file descriptors, and room for more connections than there are descriptors for.
 *
 * @param data Its data folder.
 */
export async function startWeftWithin(descriptors, data) {
  const command = ['serve', '--port', '0', '--data', data, '--limit', 'maxConnections=100000']
  const child = spawn(
    'sh',
    ['-c', `ulimit -n ${descriptors} && exec "$0" "$@"`, process.execPath, WEFT, ...command],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let log = ''
  child.stderr.setEncoding('utf8').on('data', (text) => (log += text))
  const url = await addressPrinted(child)
  const lines = () => log.split('\n').filter(Boolean)
  return {
    url,
    pid: child.pid,
    log: () => log,
    lines: () => lines().length,
    logged: (event) =>
      lines()
        .map((line) => JSON.parse(line))
        .filter((entry) => entry.event === event),
    openDescriptors: () => readdirSync(`/proc/${child.pid}/fd`).length,
    /** Resolves with its exit code. */
    async stop(signal = 'SIGTERM') {
      child.kill(signal)
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
      return child.exitCode
    },
  }
}
