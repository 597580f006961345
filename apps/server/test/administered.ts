import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WeftProvider } from '@weft/provider'
import { onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { Doc } from 'yjs'
import { WeftProcess } from './weft-process.ts'

const FIRST_TOKEN = 'the-token-of-the-administrator'

/** As much of all answers as is looked at. */
interface Answered {
  readonly [field: string]: unknown
  readonly peers?: readonly { readonly id: string }[]
}

/** A running server with its administrator. */
export class Administered {
  readonly weft: WeftProcess
  readonly #folder: string
  #address = ''
  #documents = ''
  token = FIRST_TOKEN

  private constructor(weft: WeftProcess, folder: string) {
    this.weft = weft
    this.#folder = folder
  }

  /** @param flags What else it is started with. */
  static async start(...flags: readonly string[]): Promise<Administered> {
    const folder = await mkdtemp(join(tmpdir(), 'weft-administered-'))
    const file = join(folder, 'token')
    await writeFile(file, `${FIRST_TOKEN}\n`)
    const data = join(folder, 'data')
    const weft = new WeftProcess([
      `--data=${data}`,
      '--admin-port=0',
      `--admin-token-file=${file}`,
      ...flags,
    ])
    const server = new Administered(weft, folder)
    const [, address = ''] = await weft.printed(/Administrators ask at (http:\S+),.*\n/)
    server.#address = address
    server.#documents = await weft.address()
    return server
  }

  get data(): string {
    return join(this.#folder, 'data')
  }

  /** Where administrators ask. */
  get adminUrl(): string {
    return this.#address
  }

  /** Where documents are, as `host:port`. */
  get documents(): string {
    return this.#documents
  }

  /** Writes a token into the file of the administrator's. */
  writeToken(text: string): Promise<void> {
    return writeFile(join(this.#folder, 'token'), text)
  }

  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { Authorization: `Bearer ${this.token}`, ...init.headers }
    return fetch(`${this.#address}${path}`, { ...init, headers })
  }

  /** The answer's status and JSON. */
  async ask(method: string, path: string): Promise<{ status: number; body: Answered }> {
    const answer = await this.fetch(path, { method })
    return { status: answer.status, body: (await answer.json()) as Answered }
  }

  /** Somebody who has a document open. */
  join(name: string, doc = new Doc()): WeftProvider {
    const provider = new WeftProvider(`ws://${this.#documents}`, name, doc, {
      WebSocketPolyfill: WebSocket,
      disableBc: true,
    })
    onTestFinished(() => provider.destroy())
    return provider
  }

  async end(): Promise<void> {
    await this.weft.kill()
    await rm(this.#folder, { recursive: true })
  }
}
