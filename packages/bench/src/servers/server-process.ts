import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { cpuMs } from '../measures/cpu.ts'
import { Inspector } from '../measures/inspector.ts'
import { residentKib } from '../measures/memory.ts'
import { within } from '../measures/poll.ts'
import type { Wire } from '../wires/wire.ts'
import type { ServerKind } from './server-kind.ts'

const HOST = '127.0.0.1'
/** The generator has core 1. */
const SERVER_CORE = 0
const INSPECTOR_MS = 10_000
const START_MS = 30_000
const STOP_MS = 60_000
const IDLE_POLL_MS = 250
/** Idle is less than this in each of them. */
const IDLE_CPU_MS = 8
const OUTPUT_LIMIT = 4_000

/** A server in a process of its own, pinned to a core, with a port and a data folder of its own. */
export class ServerProcess {
  readonly kind: ServerKind
  readonly port: number
  readonly #folder: string
  #child: ChildProcess | undefined
  #isProfiling = false
  #output = ''
  #inspector: Inspector | undefined

  private constructor(kind: ServerKind, port: number, folder: string) {
    this.kind = kind
    this.port = port
    this.#folder = folder
  }

  /** Starts one with an empty data folder. Resolves once it takes connections. */
  static async start(kind: ServerKind): Promise<ServerProcess> {
    const folder = mkdtempSync(join(tmpdir(), 'weft-bench-'))
    const server = new ServerProcess(kind, await freePort(), folder)
    try {
      await server.start()
    } catch (error) {
      await server.dispose()
      throw error
    }
    return server
  }

  get wire(): Wire {
    return this.kind.wire
  }

  /** How long it has worked so far, in milliseconds. */
  cpuMs(): number {
    return cpuMs(this.#pid)
  }

  /** What it has in memory now, in KiB. */
  residentKib(): number {
    return residentKib(this.#pid)
  }

  /** What it holds, in KiB: the memory that it has once its garbage is collected. */
  async heldKib(): Promise<number> {
    await (await this.#inspected()).collectGarbage()
    await this.idle()
    return this.residentKib()
  }

  /** Where a profile is wanted, it begins here, and what was noted before is forgotten. */
  async startProfile(): Promise<void> {
    if (!this.kind.onProfile) return
    await (await this.#inspected()).startProfile()
    this.#isProfiling = true
  }

  /** … and ends here, or when the process is stopped. */
  async stopProfile(): Promise<void> {
    if (!this.#isProfiling) return
    this.#isProfiling = false
    this.kind.onProfile?.(await (await this.#inspected()).stopProfile())
  }

  /** Waits until it has nothing left to do, at most so long: what was put off is work of the run, too. */
  async idle(timeoutMs = 15_000): Promise<void> {
    const endMs = performance.now() + timeoutMs
    let before = this.cpuMs()
    while (performance.now() < endMs) {
      await sleep(IDLE_POLL_MS)
      const now = this.cpuMs()
      if (now - before <= IDLE_CPU_MS) return
      before = now
    }
  }

  /** Starts it anew on the same data. */
  async start(): Promise<void> {
    const places = new Map([
      ['{port}', String(this.port)],
      ['{data}', join(this.#folder, 'data')],
    ])
    const command = this.kind.command.map((word) =>
      word.replaceAll(/\{port\}|\{data\}/g, (place) => places.get(place) ?? place),
    )
    // The inspector starts when it is asked for, on any port: see `heldKib`.
    const prefix = ['-c', String(SERVER_CORE), 'env', 'NODE_OPTIONS=--inspect-port=0']
    const child = spawn('taskset', [...prefix, ...command], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child = child
    this.#inspector?.close()
    this.#inspector = undefined
    this.#output = ''
    const note = (text: string) => (this.#output = (this.#output + text).slice(-OUTPUT_LIMIT))
    child.stdout.setEncoding('utf8').on('data', note)
    child.stderr.setEncoding('utf8').on('data', note)
    child.on('error', (error) => note(error.message))
    const endMs = performance.now() + START_MS
    while (!(await accepts(this.port))) {
      if (!this.#isRunning || performance.now() > endMs) {
        throw new Error(`Cannot start ${this.kind.title}:\n${this.#output}`)
      }
      await sleep(20)
    }
    await this.startProfile()
  }

  /** Asks it to end, and resolves when it has; kills it if that takes more than a minute. */
  async stop(): Promise<void> {
    await this.stopProfile()
    // A process does not end while somebody inspects it.
    this.#inspector?.close()
    this.#inspector = undefined
    this.#child?.kill('SIGTERM')
    if (!(await within(STOP_MS, () => !this.#isRunning))) await this.kill()
  }

  /** Ends it with -9. */
  async kill(): Promise<void> {
    const child = this.#child
    if (child === undefined || child.pid === undefined || !this.#isRunning) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }

  /** Ends it and removes its data. */
  async dispose(): Promise<void> {
    if (this.#isRunning) await this.stopProfile()
    this.#inspector?.close()
    await this.kill()
    rmSync(this.#folder, { recursive: true, force: true })
  }

  /** Node starts its inspector on SIGUSR1, in a process that is as it always is until then. */
  async #inspected(): Promise<Inspector> {
    if (this.#inspector) return this.#inspector
    process.kill(this.#pid, 'SIGUSR1')
    const listening = () => /Debugger listening on (ws:\S+)/.exec(this.#output)?.[1]
    await within(INSPECTOR_MS, () => listening() !== undefined)
    const url = listening()
    if (url === undefined) throw new Error(`${this.kind.title} starts no inspector`)
    this.#inspector = await Inspector.connect(url)
    return this.#inspector
  }

  get #pid(): number {
    const pid = this.#child?.pid
    if (pid === undefined || !this.#isRunning) {
      throw new Error(`${this.kind.title} has ended:\n${this.#output}`)
    }
    return pid
  }

  get #isRunning(): boolean {
    return this.#child?.exitCode === null && this.#child.signalCode === null
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
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('There is no free port')
  return address.port
}
