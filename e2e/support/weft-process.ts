import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const WEFT = fileURLToPath(new URL('../../apps/server/bin/weft.js', import.meta.url))
const READY = /https?:\/\/127\.0\.0\.1:(\d+)/
const READY_TIMEOUT_MS = 20_000

/** The real command, as an operator runs it, over a data folder that outlives its restarts. */
export class WeftProcess {
  readonly #serves: readonly string[]
  readonly #data: string
  #port = 0
  #child: ChildProcess | undefined
  #log = ''

  private constructor(serves: readonly string[], data: string) {
    this.#serves = serves
    this.#data = data
  }

  /** @param serves What it serves besides documents, in the command's own flags. */
  static async start(serves: readonly string[] = ['--editor']): Promise<WeftProcess> {
    const weft = new WeftProcess(serves, await mkdtemp(join(tmpdir(), 'weft-e2e-')))
    await weft.start()
    return weft
  }

  /** E.g. `http://127.0.0.1:41234`. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  /** Where providers connect to. */
  get socketUrl(): string {
    return `ws://127.0.0.1:${this.#port}`
  }

  /** Everything that the process printed, over all its restarts. */
  get log(): string {
    return this.#log
  }

  /** Starts it, after a stop on the same port and data. */
  async start(): Promise<void> {
    const args = ['serve', ...this.#serves, '--port', String(this.#port), '--data', this.#data]
    const child = spawn(process.execPath, [WEFT, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    this.#child = child
    child.stderr.on('data', (chunk: Buffer) => (this.#log += chunk.toString()))
    this.#port = await new Promise<number>((resolve, reject) => {
      let printed = ''
      const fail = (why: string) => reject(new Error(`${why}\n${printed}\n${this.#log}`))
      const timer = setTimeout(() => fail('weft did not get ready'), READY_TIMEOUT_MS)
      child.once('exit', (code) => fail(`weft ended with ${code}`))
      child.stdout.on('data', (chunk: Buffer) => {
        printed += chunk.toString()
        this.#log += chunk.toString()
        const port = READY.exec(printed)?.[1]
        if (port === undefined) return
        clearTimeout(timer)
        resolve(Number(port))
      })
    })
  }

  /** As a power cut or the kernel's out-of-memory killer would end it. */
  kill(): Promise<number | null> {
    return this.#end('SIGKILL')
  }

  /** As an operator ends it. Resolves with the exit code. */
  stop(): Promise<number | null> {
    return this.#end('SIGTERM')
  }

  /** Copies the data folder of the server, which must not run; {@link restoreBackup} puts it back. */
  async makeBackup(): Promise<void> {
    // What a killed server leaves of its socket cannot be copied.
    const filter = (from: string): boolean => !from.endsWith('admin.sock')
    await cp(this.#data, this.#backup, { recursive: true, filter })
  }

  async restoreBackup(): Promise<void> {
    await rm(this.#data, { recursive: true })
    await cp(this.#backup, this.#data, { recursive: true })
  }

  /** Ends it and removes its data. */
  async dispose(): Promise<void> {
    await this.kill()
    await rm(this.#data, { recursive: true, force: true })
    await rm(this.#backup, { recursive: true, force: true })
  }

  get #backup(): string {
    return `${this.#data}-backup`
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    const child = this.#child
    this.#child = undefined
    if (!child || child.exitCode !== null || child.signalCode !== null)
      return child?.exitCode ?? null
    const exited = once(child, 'exit')
    child.kill(signal)
    await exited
    return child.exitCode
  }
}
