import { setTimeout as sleep } from 'node:timers/promises'
import { ServerProcess } from '@weft/testkit'
import { cpuMs } from '../measures/cpu.ts'
import { Inspector } from '../measures/inspector.ts'
import { residentKib } from '../measures/memory.ts'
import { within } from '../measures/poll.ts'
import type { Wire } from '../wires/wire.ts'
import type { ServerKind } from './server-kind.ts'

/** The generator has core 1. */
const SERVER_CORE = 0
/** The inspector starts when it is asked for, on any port: see {@link PinnedServer.heldKib}. */
const PINNED = ['taskset', '-c', String(SERVER_CORE), 'env', 'NODE_OPTIONS=--inspect-port=0']
const LIMITS = { startMs: 30_000, stopMs: 60_000 }
const INSPECTOR_MS = 10_000
const IDLE_POLL_MS = 250
/** Idle is less than this in each of them. */
const IDLE_CPU_MS = 8

/** A server in a process of its own that is pinned to a core, and what that process costs. */
export class PinnedServer {
  readonly kind: ServerKind
  readonly #process: ServerProcess
  #isProfiling = false
  #inspector: Inspector | undefined
  /** Where the inspector of this process or one before it has listened: what they print stays. */
  #inspectorUrl: string | undefined

  private constructor(kind: ServerKind, process: ServerProcess) {
    this.kind = kind
    this.#process = process
  }

  /** Starts one with an empty data folder. Resolves once it takes connections. */
  static async start(kind: ServerKind): Promise<PinnedServer> {
    const process = await ServerProcess.start([...PINNED, ...kind.command], LIMITS)
    const server = new PinnedServer(kind, process)
    await server.startProfile()
    return server
  }

  get port(): number {
    return this.#process.port
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
    await this.#process.start()
    await this.startProfile()
  }

  /** Asks it to end, and resolves when it has; kills it if that takes more than a minute. */
  async stop(): Promise<void> {
    await this.stopProfile()
    // A process does not end while somebody inspects it.
    this.#leaveInspector()
    await this.#process.stop()
  }

  /** Ends it with -9. */
  async kill(): Promise<void> {
    this.#leaveInspector()
    await this.#process.kill()
  }

  /** Ends it and removes its data. */
  async dispose(): Promise<void> {
    if (this.#process.isRunning) await this.stopProfile()
    this.#leaveInspector()
    await this.#process.dispose()
  }

  /** Node starts its inspector on SIGUSR1, in a process that is as it always is until then. */
  async #inspected(): Promise<Inspector> {
    if (this.#inspector) return this.#inspector
    process.kill(this.#pid, 'SIGUSR1')
    const listening = () =>
      [...this.#process.output.matchAll(/Debugger listening on (ws:\S+)/g)].at(-1)?.[1]
    await within(INSPECTOR_MS, () => listening() !== this.#inspectorUrl)
    const url = listening()
    if (url === undefined || url === this.#inspectorUrl) {
      throw new Error(`${this.kind.title} starts no inspector`)
    }
    this.#inspectorUrl = url
    this.#inspector = await Inspector.connect(url)
    return this.#inspector
  }

  #leaveInspector(): void {
    this.#inspector?.close()
    this.#inspector = undefined
  }

  get #pid(): number {
    const { pid, output } = this.#process
    if (pid === undefined) throw new Error(`${this.kind.title} has ended:\n${output}`)
    return pid
  }
}
