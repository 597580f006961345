import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

const bin = fileURLToPath(new URL('../bin/weft.js', import.meta.url))

/** How a process ended and all that it printed. */
export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** The real command, running. */
export class WeftProcess {
  readonly #child: ChildProcess
  readonly #ended: Promise<Ended>
  #stdout = ''
  #stderr = ''
  #onOutput: (() => void)[] = []

  /**
   * Starts `weft serve` on a free port.
   *
   * @param through A command that runs it, with its arguments; signals must reach Weft all the same.
   */
  constructor(
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
    through: readonly string[] = [],
  ) {
    const serve = [process.execPath, bin, 'serve', '--port=0', ...args]
    const [command = process.execPath, ...rest] = [...through, ...serve]
    this.#child = spawn(command, rest, { env: { PATH: process.env['PATH'], ...env } })
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#stdout += text
      for (const look of this.#onOutput.splice(0)) look()
    })
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#stderr += text))
    this.#ended = once(this.#child, 'close').then(() => {
      for (const look of this.#onOutput.splice(0)) look()
      return { code: this.#child.exitCode, stdout: this.#stdout, stderr: this.#stderr }
    })
  }

  get stdout(): string {
    return this.#stdout
  }

  get stderr(): string {
    return this.#stderr
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }

  ended(): Promise<Ended> {
    return this.#ended
  }

  /** Ends it as a power cut would, if it has not ended by then. */
  async kill(): Promise<void> {
    this.signal('SIGKILL')
    await this.#ended
  }

  /** Resolves with the first match in what it prints to people. */
  async printed(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.#stdout)
      if (match) return match
      if (this.#child.exitCode !== null || this.#child.signalCode !== null)
        throw new Error(`weft ended before it printed ${String(pattern)}: ${this.#stderr}`)
      await new Promise<void>((resolve) => this.#onOutput.push(resolve))
    }
  }

  /** Its `host:port`, once it is ready. */
  async address(): Promise<string> {
    const [, address = ''] = await this.printed(/(?:http|ws):\/\/([^/\s]+).*\n/)
    return address
  }
}

/** Starts `weft serve` on a free port, until the test ends. */
export function startWeft(...args: readonly string[]): WeftProcess {
  const weft = new WeftProcess(args)
  onTestFinished(() => weft.kill())
  return weft
}

/** An empty folder for one test. */
export const emptyFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'weft-'))
