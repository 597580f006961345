import { spawn, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { freePort } from '@weft/testkit'
import { onTestFinished } from 'vitest'

const COMMAND = fileURLToPath(
  new URL('server.js', import.meta.resolve('@y/websocket-server/utils')),
)
const HOST = '127.0.0.1'

export interface StockServerProcess {
  readonly url: string
  readonly port: number
  /** Kills the process, with -9. */
  kill(): Promise<void>
}

/** Runs the command of @y/websocket-server in a process of its own. It ends with the test. */
export async function runStockServer(port?: number): Promise<StockServerProcess> {
  const chosen = port ?? (await freePort())
  const child = spawn(process.execPath, [COMMAND], {
    env: { ...process.env, HOST, PORT: String(chosen) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const kill = () => killed(child)
  onTestFinished(kill)
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve())
    child.once('exit', () => reject(new Error('The stock server did not start')))
  })
  return { url: `ws://${HOST}:${chosen}`, port: chosen, kill }
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await ended
}
