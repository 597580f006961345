import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, connect, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const HOST = '127.0.0.1'
const START_LIMIT_MS = 20_000
const STOP_LIMIT_MS = 20_000
const OUTPUT_LIMIT = 20_000

/** A server that runs in a process of its own, on a free port, with a data folder of its own. */
export class ServerProcess {
  readonly url: string
  readonly port: number
  readonly #command: readonly string[]
  readonly #folder: string
  #child: ChildProcess | undefined
  #output = ''

  private constructor(command: readonly string[], port: number) {
    this.#folder = mkdtempSync(join(tmpdir(), 'conformance-'))
    const places = new Map([
      ['{port}', String(port)],
      ['{data}', this.#folder],
    ])
    this.#command = command.map((word) =>
      word.replaceAll(/\{port\}|\{data\}/g, (name) => places.get(name) ?? name),
    )
    this.port = port
    this.url = `ws://${HOST}:${port}`
  }

  /**
   * Starts a server and waits until it takes connections.
   *
   * @param command Its words; in each, `{port}` and `{data}` stand for the port and the data folder.
   * @throws {Error} With what it printed, when it ends or does not answer within 20 s.
   */
  static async start(command: readonly string[]): Promise<ServerProcess> {
    const server = new ServerProcess(command, await freePort())
    await server.start()
    return server
  }

  /** Its process, while it runs. */
  get pid(): number | undefined {
    return this.isRunning ? this.#child?.pid : undefined
  }

  get isRunning(): boolean {
    const child = this.#child
    return child !== undefined && child.exitCode === null && child.signalCode === null
  }

  /** The end of what it printed. */
  get output(): string {
    return this.#output
  }

  /** The memory that it holds, in bytes, or undefined where the system does not tell. */
  residentBytes(): number | undefined {
    try {
      const status = readFileSync(`/proc/${this.pid ?? 'none'}/status`, 'utf8')
      const kibibytes = /^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]
      return kibibytes === undefined ? undefined : Number(kibibytes) * 1024
    } catch {
      return undefined
    }
  }

  /** Starts it, again if it has ended, with the same port and data. */
  async start(): Promise<void> {
    if (this.isRunning) return
    const [file = '', ...args] = this.#command
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    this.#child = child
    const note = (text: string) => (this.#output = (this.#output + text).slice(-OUTPUT_LIMIT))
    child.stdout.setEncoding('utf8').on('data', note)
    child.stderr.setEncoding('utf8').on('data', note)
    child.on('error', (error) => note(`${error.message}\n`))
    const endMs = performance.now() + START_LIMIT_MS
    while (!(await accepts(this.port))) {
      if (child.pid === undefined || !this.isRunning || performance.now() > endMs) {
        await this.kill()
        throw new Error(`Cannot start "${this.#command.join(' ')}":\n${this.#output}`)
      }
      await sleep(25)
    }
  }

  /** Asks it to end, and kills it if it has not within 20 s. Resolves with whether it ended by itself. */
  async stop(): Promise<boolean> {
    const child = this.#child
    if (!child || !this.isRunning) return true
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    const waiting = new AbortController()
    const inTime = await Promise.race([
      ended.then(() => true),
      sleep(STOP_LIMIT_MS, false, { signal: waiting.signal }),
    ])
    waiting.abort()
    await this.kill()
    return inTime
  }

  /** Ends it with -9. */
  async kill(): Promise<void> {
    const child = this.#child
    if (!child || child.pid === undefined || !this.isRunning) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }

  /** Ends it and removes its data. */
  async dispose(): Promise<void> {
    await this.kill()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect({ port, host: HOST })
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, HOST)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
