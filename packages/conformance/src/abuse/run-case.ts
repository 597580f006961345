import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { hocuspocusWire } from '../hocuspocus-wire.ts'
import type { Peer } from '../peers.ts'
import { ServerProcess } from '@weft/testkit'
import { yWebsocketWire } from '../y-websocket-wire.ts'
import type { AbuseCase } from './abuse-case.ts'
import { Arena } from './arena.ts'
import { MemoryWatch, processorMs } from './process-figures.ts'
import { isLeaky, ServerLog, verdictsIn } from './server-log.ts'
import { quantile, Victims, type VictimsReport } from './victims.ts'

const wires = { 'y-websocket': yWebsocketWire, hocuspocus: hocuspocusWire }
/** How long the victims are watched before an attack, and after it, in milliseconds. */
const BEFORE_MS = 200
const AFTER_MS = 100
/** A round trip that has taken so long is waited for, in milliseconds: the server has something else to do. */
const STUCK_MS = 500
const AFTERMATH_MS = 50_000

/** What one attack came to. */
export interface Measurement {
  readonly id: string
  readonly title: string
  readonly answer: string
  /** Whether the process lived. */
  readonly isAlive: boolean
  readonly tookMs: number
  readonly memoryBytes: number
  /** Beyond what the victims alone cost. */
  readonly processorMs: number
  /** Round trips of the victims: while nobody attacked, since the server was started, and during the attack. */
  readonly quiet: Trips
  readonly during: Trips
  /** How late timers were meanwhile in a thread with nothing to do, the 99th percentile in milliseconds. */
  readonly lagMs: number
  readonly victimsIntact: boolean
  readonly victimsProblem: string | undefined
  /** Log lines about it, and those that hold a secret. */
  readonly logLines: number
  readonly leaks: readonly string[]
}

export interface Trips {
  readonly count: number
  readonly p50Ms: number
  readonly p99Ms: number
}

/** A server that is attacked, with a pair of victims on it. */
export class Battlefield {
  readonly #peer: Peer
  readonly #server: ServerProcess
  readonly #victims: Victims
  readonly #log: ServerLog
  readonly #folder: string
  readonly #quiet: number[] = []
  #quietMs = 0
  #quietProcessorMs = 0
  #rooms = 0

  private constructor(
    peer: Peer,
    server: ServerProcess,
    victims: Victims,
    log: ServerLog,
    folder: string,
  ) {
    this.#peer = peer
    this.#server = server
    this.#victims = victims
    this.#log = log
    this.#folder = folder
  }

  static async start(
    peer: Peer,
    isThorough: boolean,
    {
      weftArguments = [],
      shorterTimes = [],
      maxOpenFiles,
    }: Pick<AbuseCase, 'weftArguments' | 'shorterTimes' | 'maxOpenFiles'> = {},
  ): Promise<Battlefield> {
    const folder = mkdtempSync(join(tmpdir(), 'abuse-'))
    const file = join(folder, 'log')
    const limit = maxOpenFiles === undefined ? '' : `ulimit -n ${maxOpenFiles} && `
    const times = isThorough ? [] : shorterTimes
    const more = peer.id === 'weft' ? [...weftArguments, ...times] : []
    const command = [
      '/bin/sh',
      '-c',
      `${limit}exec "$@" >>'${file}' 2>&1`,
      'sh',
      ...peer.command,
      ...more,
    ]
    const server = await ServerProcess.start(command)
    const victims = await Victims.start(server.url, wires[peer.protocol])
    const field = new Battlefield(peer, server, victims, new ServerLog(file), folder)
    // What is slow only the first time, such as compiling, is not the first attack's fault.
    await sleep(700)
    return field
  }

  get isAlive(): boolean {
    return this.#server.isRunning
  }

  async run(abuse: AbuseCase, isThorough: boolean): Promise<Measurement> {
    this.#rooms += 1
    const name = `attacked ${this.#rooms}`
    const patienceMs = this.#peer.id === 'weft' ? 5_000 : 2_000
    const wire = wires[this.#peer.protocol]
    const arena = new Arena(this.#server, wire, name, isThorough, patienceMs)
    const { pid } = this.#server
    abuse.prepare?.()
    this.#log.more()
    await this.#victims.report()
    const idle = processorMs(pid)
    await sleep(BEFORE_MS)
    this.#quiet.push(...(await this.#victims.report()).samples)
    this.#quietProcessorMs += processorMs(pid) - idle
    this.#quietMs += BEFORE_MS
    const quietPerMs = this.#quietProcessorMs / this.#quietMs
    const memory = new MemoryWatch(this.#server)
    const startProcessorMs = processorMs(pid)
    const startMs = performance.now()
    const answer = await abuse.attack(arena).catch((error: unknown) => `failed: ${String(error)}`)
    const tookMs = performance.now() - startMs
    await sleep(AFTER_MS)
    const { samples: during, lags, isIntact, problem } = await this.#aftermath()
    const memoryBytes = memory.stop()
    const spentMs = processorMs(pid) - startProcessorMs
    const lines = this.#log.more()
    arena.end()
    return {
      id: abuse.id,
      title: abuse.title,
      answer: this.isAlive ? answer : 'the process ended',
      isAlive: this.isAlive,
      tookMs,
      memoryBytes,
      processorMs: Math.max(0, spentMs - quietPerMs * (tookMs + AFTER_MS)),
      quiet: tripsOf(this.#quiet),
      during: tripsOf(during),
      lagMs: quantile(lags, 0.99),
      victimsIntact: isIntact,
      victimsProblem: problem,
      logLines: verdictsIn(lines),
      leaks: lines.filter(isLeaky),
    }
  }

  /** What the victims saw, once the server answers them again, or as far as one can wait for that. */
  async #aftermath(): Promise<VictimsReport> {
    const samples: number[] = []
    const lags: number[] = []
    for (const endMs = performance.now() + AFTERMATH_MS; ;) {
      const report = await this.#victims.report()
      samples.push(...report.samples)
      lags.push(...report.lags)
      const isOver = report.runningMs < STUCK_MS || report.problem !== undefined
      if (isOver || !this.isAlive || performance.now() > endMs)
        return {
          ...report,
          lags,
          samples: report.runningMs < STUCK_MS ? samples : [...samples, report.runningMs],
        }
      await sleep(STUCK_MS / 2)
    }
  }

  async end(): Promise<void> {
    await this.#victims.end()
    await this.#server.dispose()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

function tripsOf(samples: readonly number[]): Trips {
  return {
    count: samples.length,
    p50Ms: quantile(samples, 0.5),
    p99Ms: quantile(samples, 0.99),
  }
}
