import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath, pathToFileURL } from 'node:url'

import { rolldown } from 'rolldown'

/** A program of this folder as one file that Node runs: the sources are TypeScript, and nothing needs to be built first. */
export class ChildProgram {
  readonly #folder: string
  readonly #file: string

  private constructor(folder: string) {
    this.#folder = folder
    this.#file = join(folder, 'child.mjs')
  }

  static async bundle(source: string): Promise<ChildProgram> {
    const program = new ChildProgram(await mkdtemp(join(tmpdir(), 'weft-child-')))
    const level = pathToFileURL(createRequire(import.meta.url).resolve('level')).href
    const bundle = await rolldown({
      input: fileURLToPath(new URL(source, import.meta.url)),
      platform: 'node',
      external: ['level'],
      resolve: { conditionNames: ['@weft/source', 'node', 'import'] },
    })
    await bundle.write({ file: program.#file, format: 'esm', paths: { level } })
    await bundle.close()
    return program
  }

  start(...args: readonly string[]): RunningChild {
    return new RunningChild(spawn(process.execPath, [this.#file, ...args]))
  }

  remove(): Promise<void> {
    return rm(this.#folder, { recursive: true })
  }
}

/** A running child and what it has said. */
export class RunningChild {
  readonly lines: string[] = []
  readonly #process: ChildProcess
  readonly #ended: Promise<void>
  #heard: () => void = () => {}

  constructor(child: ReturnType<typeof spawn>) {
    this.#process = child
    if (child.stdout === null || child.stderr === null) throw new Error('expected pipes')
    const output = createInterface(child.stdout)
    output.on('line', (line) => this.#hear(line))
    createInterface(child.stderr).on('line', (line) => this.#hear(`stderr ${line}`))
    this.#ended = new Promise((resolve) => child.on('close', () => resolve()))
  }

  /** Resolves when the child has said this many lines that begin so; rejects when it ends before. */
  async heard(beginning: string, count = 1): Promise<void> {
    let ended = false
    void this.#ended.then(() => {
      ended = true
      this.#heard()
    })
    while (this.linesThat(beginning).length < count) {
      if (ended) throw new Error(`the child ended early:\n${this.lines.slice(-20).join('\n')}`)
      await new Promise<void>((resolve) => {
        this.#heard = resolve
      })
    }
  }

  linesThat(beginning: string): string[] {
    return this.lines.filter((line) => line.startsWith(beginning))
  }

  /** Resolves when it has ended and all it said was heard. */
  ended(): Promise<void> {
    return this.#ended
  }

  async kill(): Promise<void> {
    this.#process.kill('SIGKILL')
    await this.#ended
  }

  #hear(line: string): void {
    this.lines.push(line)
    this.#heard()
  }
}
