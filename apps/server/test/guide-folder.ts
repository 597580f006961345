import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '@weft/testkit'

const bin = fileURLToPath(new URL('../bin/weft.js', import.meta.url))

/** Ports that the guide names. Each stands for a free one here. */
const PORTS = ['1234', '1235', '4000'] as const

/** What a server says once it takes connections. */
const READY = 'Ctrl-C stops it.'

/** An empty folder in which somebody follows a page of the guide. */
export class GuideFolder {
  readonly #path: string
  readonly #ports: ReadonlyMap<string, string>
  readonly #servers: ChildProcess[] = []

  private constructor(path: string, ports: ReadonlyMap<string, string>) {
    this.#path = path
    this.#ports = ports
  }

  static async make(): Promise<GuideFolder> {
    const path = await mkdtemp(join(tmpdir(), 'weft-guide-'))
    await mkdir(join(path, 'bin'))
    const shim = join(path, 'bin', 'weft')
    await writeFile(shim, `#!/bin/sh\nexec "${process.execPath}" "${bin}" "$@"\n`)
    await chmod(shim, 0o755)
    await mkdir(join(path, 'here'))
    const ports = await Promise.all(
      PORTS.map(async (port) => [port, String(await freePort())] as const),
    )
    return new GuideFolder(path, new Map(ports))
  }

  /**
   * Does what a block says. One that ends by starting a server is done when the server is ready, and it goes on running;
   * one that starts another on its port is for the reader to choose from, so the one before is stopped first.
   *
   * @returns What went wrong: the exit code and all that was printed; undefined when nothing did.
   */
  async run(block: string): Promise<string | undefined> {
    const commands = this.#here(block)
    const serves = /^(?:\w+=\S+ )*weft serve\b/m.test(commands)
    if (serves) await this.#stopServers()
    const child = spawn('sh', ['-eu', '-c', serves ? withExec(commands) : commands], {
      cwd: join(this.#path, 'here'),
      env: {
        PATH: `${join(this.#path, 'bin')}${delimiter}${process.env['PATH'] ?? ''}`,
        HOME: this.#path,
        WEFT_PORT: this.#ports.get('1234'),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    if (serves) this.#servers.push(child)
    let output = ''
    const ended = once(child, 'close')
    return new Promise((resolve, reject) => {
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding('utf8').on('data', (text: string) => {
          output += text
          if (serves && output.includes(READY)) resolve(undefined)
        })
      ended.then(
        ([code]) => resolve(code === 0 ? undefined : `exit code ${String(code)}: ${output}`),
        reject,
      )
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stopServers()
    await rm(this.#path, { recursive: true, force: true })
  }

  async #stopServers(): Promise<void> {
    for (const server of this.#servers.splice(0)) {
      if (server.exitCode !== null || server.signalCode !== null) continue
      const ended = once(server, 'close')
      server.kill('SIGTERM')
      await ended
    }
  }

  #here(block: string): string {
    return [...this.#ports].reduce(
      (text, [named, free]) => text.replaceAll(new RegExp(`\\b${named}\\b`, 'g'), free),
      block,
    )
  }
}

/** The server itself, not the shell around it, is what a signal has to reach. */
function withExec(commands: string): string {
  return commands.replace(/^((?:\w+=\S+ )*)weft serve\b/m, '$1exec weft serve')
}
