import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

/** What a script of this folder tells. */
export interface Told {
  readonly port?: number
  readonly logged?: string
  readonly appended?: boolean
}

/** An empty folder, removed with the test. */
export async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'weft-server-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** A script of this folder in a process of its own; it ends with the test. */
export class ScriptProcess {
  readonly told: Told[] = []
  readonly #child: ChildProcess
  readonly #ended: Promise<number | null>

  constructor(script: string, ...args: readonly string[]) {
    const path = fileURLToPath(new URL(script, import.meta.url))
    // Without the loader hooks of the test runner: it runs what has been built.
    this.#child = fork(path, args, { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    this.#child.on('message', (told: Told) => this.told.push(told))
    this.#ended = once(this.#child, 'exit').then(() => this.#child.exitCode)
    onTestFinished(() => this.kill())
  }

  /** Resolves with the port on which it serves. */
  async port(): Promise<number> {
    for (;;) {
      const port = this.told.find((told) => told.port !== undefined)?.port
      if (port !== undefined) return port
      await Promise.race([once(this.#child, 'message'), this.#failed()])
    }
  }

  /** Ends it as a power cut of the process would. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#ended
  }

  /** Resolves with its exit code, when it ends by itself. */
  ended(): Promise<number | null> {
    return this.#ended
  }

  async #failed(): Promise<never> {
    throw new Error(`the process ended with ${String(await this.#ended)}`)
  }
}
