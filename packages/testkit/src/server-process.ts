import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort, LOCALHOST } from './free-port.ts'

const OUTPUT_LIMIT = 20_000

/** How long a server may take, in milliseconds. */
export interface ServerLimits {
  /** Until it takes connections. */
  readonly startMs: number
  /** Until it has ended, once it was asked to. */
  readonly stopMs: number
}

const defaultLimits: ServerLimits = { startMs: 20_000, stopMs: 20_000 }

/** A server that runs in a process of its own, on a free port, with a data folder of its own. */
export class ServerProcess {
  readonly url: string
  readonly port: number
  readonly #command: readonly string[]
  readonly #folder: string
  readonly #limits: ServerLimits
  #child: ChildProcess | undefined
  #output = ''

  private constructor(command: readonly string[], port: number, limits: ServerLimits) {
    this.#limits = limits
    this.#folder = mkdtempSync(join(tmpdir(), 'weft-server-'))
    const places = new Map([
      ['{port}', String(port)],
      ['{data}', this.#folder],
    ])
    this.#command = command.map((word) =>
      word.replaceAll(/\{port\}|\{data\}/g, (name) => places.get(name) ?? name),
    )
    this.port = port
    this.url = `ws://${LOCALHOST}:${port}`
  }

  /**
   * Starts a server and waits until it takes connections.
   *
   * @param command Its words; in each, `{port}` and `{data}` stand for the port and the data folder.
   * @param limits @default 20 s each
   * @throws {Error} With what it printed, when it ends or does not answer in time.
   */
  static async start(
    command: readonly string[],
    limits: ServerLimits = defaultLimits,
  ): Promise<ServerProcess> {
    const server = new ServerProcess(command, await freePort(), limits)
    try {
      await server.start()
    } catch (error) {
      await server.dispose()
      throw error
    }
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
    const endMs = performance.now() + this.#limits.startMs
    while (!(await accepts(this.port))) {
      if (child.pid === undefined || !this.isRunning || performance.now() > endMs) {
        await this.kill()
        throw new Error(`Cannot start "${this.#command.join(' ')}":\n${this.#output}`)
      }
      await sleep(25)
    }
  }

  /** Asks it to end, and kills it if it has not in time. Resolves with whether it ended by itself. */
  async stop(): Promise<boolean> {
    const child = this.#child
    if (!child || !this.isRunning) return true
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    const waiting = new AbortController()
    const inTime = await Promise.race([
      ended.then(() => true),
      sleep(this.#limits.stopMs, false, { signal: waiting.signal }),
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
  const socket = connect({ port, host: LOCALHOST })
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
