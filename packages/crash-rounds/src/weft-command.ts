import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const bin = fileURLToPath(new URL('../../../apps/server/bin/weft.js', import.meta.url))

export interface WeftCommandOptions {
  readonly data: string
  /** More arguments of `weft serve`. */
  readonly args?: readonly string[]
  /** Arguments for Node itself, e.g. a mutant's `--import`. */
  readonly nodeArgs?: readonly string[]
  /** A command that runs it, with its arguments; e.g. strace. Signals must reach Weft all the same. */
  readonly through?: readonly string[]
}

/** How it ended, with all that it printed. */
export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** One line of its log. */
export interface LogLine {
  readonly level: string
  readonly event: string
  readonly [detail: string]: unknown
}

/** The real built command, `weft serve` on a free port, in a process of its own. */
export class WeftCommand {
  readonly #child: ChildProcess
  readonly #ended: Promise<Ended>
  readonly #lines: LogLine[] = []
  #stdout = ''
  #stderr = ''
  #partialLine = ''
  #watchers: (() => void)[] = []

  constructor({ data, args = [], nodeArgs = [], through = [] }: WeftCommandOptions) {
    const serve = [bin, 'serve', '--port=0', `--data=${data}`, '--log-level=debug', ...args]
    const [command = process.execPath, ...rest] = [
      ...through,
      process.execPath,
      ...nodeArgs,
      ...serve,
    ]
    this.#child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'pipe'] })
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#stdout += text
      this.#look()
    })
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => this.#read(text))
    this.#ended = once(this.#child, 'close').then(() => {
      this.#look()
      const { exitCode: code, signalCode: signal } = this.#child
      return { code, signal, stdout: this.#stdout, stderr: this.#stderr }
    })
  }

  get stdout(): string {
    return this.#stdout
  }

  get stderr(): string {
    return this.#stderr
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  /** The lines of its log with this event. */
  logged(event: string): readonly LogLine[] {
    return this.#lines.filter((line) => line.event === event)
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }

  /** Ends it as `kill -9` does. Resolves when it is gone and all that it had printed is here. */
  kill(): Promise<Ended> {
    this.signal('SIGKILL')
    return this.#ended
  }

  ended(): Promise<Ended> {
    return this.#ended
  }

  /** Its URL, once it is ready. */
  async url(): Promise<string> {
    const pattern = /(ws:\/\/[^/\s]+)\//
    await this.until('is ready', () => pattern.test(this.#stdout))
    return pattern.exec(this.#stdout)?.[1] ?? ''
  }

  /** Resolves with the first line of its log that has this event. */
  async firstLogged(event: string): Promise<LogLine> {
    await this.until(`logs "${event}"`, () => this.logged(event).length > 0)
    return this.logged(event)[0] ?? { level: 'error', event: 'never' }
  }

  /**
   * Resolves when something that it prints makes the condition true.
   *
   * @throws {Error} When it ended before that.
   */
  async until(what: string, condition: () => boolean): Promise<void> {
    while (!condition()) {
      if (!this.isRunning) {
        await this.#ended
        if (condition()) return
        throw new Error(`weft ended before it ${what}: ${this.#stdout}${this.#stderr}`)
      }
      await new Promise<void>((resolve) => this.#watchers.push(resolve))
    }
  }

  #read(text: string): void {
    this.#stderr += text
    const lines = (this.#partialLine + text).split('\n')
    this.#partialLine = lines.pop() ?? ''
    this.#lines.push(...lines.filter((line) => line.startsWith('{')).map(parseLine))
    this.#look()
  }

  #look(): void {
    for (const look of this.#watchers.splice(0)) look()
  }
}

function parseLine(text: string): LogLine {
  const line: unknown = JSON.parse(text)
  if (typeof line !== 'object' || line === null || !('level' in line) || !('event' in line))
    throw new TypeError(`Cannot read this as a line of the log: ${text}`)
  return { ...line, level: String(line.level), event: String(line.event) }
}
