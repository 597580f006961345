import { createDecoder, readVarUint, readVarUint8Array } from 'lib0/decoding'
import {
  createEncoder,
  length,
  toUint8Array,
  writeVarUint,
  writeVarUint8Array,
} from 'lib0/encoding'
import { onTestFinished } from 'vitest'
import { WebSocket, type ClientOptions } from 'ws'
import {
  applyAwarenessUpdate,
  Awareness,
  encodeAwarenessUpdate,
  removeAwarenessStates,
} from 'y-protocols/awareness'
import { readSyncMessage, writeSyncStep1, writeUpdate } from 'y-protocols/sync'
import * as Y from 'yjs'
import { Watched } from './watched.test-support.ts'

interface Changes {
  readonly added: readonly number[]
  readonly updated: readonly number[]
  readonly removed: readonly number[]
}

/** A client that says on the wire what an unmodified y-websocket 3.1 says, byte for byte by y-protocols' own code. */
export class StockClient extends Watched {
  readonly doc = new Y.Doc()
  readonly awareness = new Awareness(this.doc)
  readonly socket: WebSocket
  isSynced = false
  closeCode: number | undefined

  constructor(url: string, options: ClientOptions = {}) {
    super()
    this.socket = new WebSocket(url, options)
    this.socket.on('error', () => this.changed())
    this.socket.on('open', () => this.#greet())
    this.socket.on('message', (data: Buffer) => {
      this.#receive(data)
      this.changed()
    })
    this.socket.on('close', (code) => {
      this.closeCode = code
      this.changed()
    })
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === this) return
      this.#send(0, (encoder) => writeUpdate(encoder, update))
    })
    // Also what has just come from others: stock clients echo.
    this.awareness.on('update', ({ added, updated, removed }: Changes) => {
      const clients = [...added, ...updated, ...removed]
      this.sendAwareness(encodeAwarenessUpdate(this.awareness, clients))
      this.changed()
    })
  }

  /** Connects, and resolves when it has what the server has. It ends with the test. */
  static open(url: string): Promise<StockClient> {
    const client = new StockClient(url)
    onTestFinished(() => client.end())
    return client.#synced()
  }

  /** As {@link open}, but somebody else ends it. */
  static openForLonger(url: string): Promise<StockClient> {
    return new StockClient(url).#synced()
  }

  get text(): string {
    return this.doc.getText('text').toString()
  }

  type(words: string): void {
    this.doc.getText('text').insert(0, words)
  }

  /** Puts this many bytes into the document, in the place of those before. */
  fill(bytes: number): void {
    this.doc.getMap('map').set('filler', new Uint8Array(bytes))
  }

  /** Resolves when the document holds what another client has filled it with. */
  isFilled(): Promise<void> {
    return this.until('a client is filled', () => this.doc.getMap('map').has('filler'))
  }

  /** Resolves when the text is as expected. */
  reads(text: string): Promise<void> {
    return this.until(`a client reads "${text}"`, () => this.text === text)
  }

  /** Resolves with the close code. */
  async closed(): Promise<number> {
    await this.until('a client is closed', () => this.closeCode !== undefined)
    return this.closeCode ?? 0
  }

  end(): void {
    this.awareness.destroy()
    this.socket.terminate()
    this.doc.destroy()
  }

  /** Leaves as a closing tab does, taking its awareness along. */
  leave(): void {
    removeAwarenessStates(this.awareness, [this.doc.clientID], 'leaving')
    this.socket.close()
  }

  sendAwareness(bytes: Uint8Array): void {
    this.#send(1, (encoder) => writeVarUint8Array(encoder, bytes))
  }

  async #synced(): Promise<StockClient> {
    await this.until('a client is synced', () => this.isSynced || this.closeCode !== undefined)
    return this
  }

  #greet(): void {
    this.#send(0, (encoder) => writeSyncStep1(encoder, this.doc))
    this.sendAwareness(encodeAwarenessUpdate(this.awareness, [this.doc.clientID]))
  }

  #receive(data: Uint8Array): void {
    const decoder = createDecoder(new Uint8Array(data))
    const type = readVarUint(decoder)
    if (type === 1) {
      applyAwarenessUpdate(this.awareness, readVarUint8Array(decoder), this)
      return
    }
    const answer = createEncoder()
    writeVarUint(answer, 0)
    if (readSyncMessage(decoder, answer, this.doc, this) === 1) this.isSynced = true
    if (length(answer) > 1) this.socket.send(toUint8Array(answer))
  }

  #send(type: number, write: (encoder: ReturnType<typeof createEncoder>) => void): void {
    if (this.socket.readyState !== WebSocket.OPEN) return
    const encoder = createEncoder()
    writeVarUint(encoder, type)
    write(encoder)
    this.socket.send(toUint8Array(encoder))
  }
}

/** Two clients that type to each other, in a room of their own. */
export class HealthyPair {
  readonly #one: StockClient
  readonly #other: StockClient
  #typed = ''

  private constructor(one: StockClient, other: StockClient) {
    this.#one = one
    this.#other = other
  }

  static async open(url: string): Promise<HealthyPair> {
    const room = `${url}/a healthy pair`
    const one = await StockClient.openForLonger(room)
    return new HealthyPair(one, await StockClient.openForLonger(room))
  }

  end(): void {
    this.#one.end()
    this.#other.end()
  }

  /** One types, the other reads and answers, the first reads the answer. */
  async roundTrip(): Promise<void> {
    for (const [from, to] of [
      [this.#one, this.#other],
      [this.#other, this.#one],
    ] as const) {
      this.#typed = `.${this.#typed}`
      from.type('.')
      await to.reads(this.#typed)
    }
  }

  /** Whether both are still on their first connection. */
  get isUnharmed(): boolean {
    return [this.#one, this.#other].every(({ closeCode }) => closeCode === undefined)
  }
}

/** Two who type to each other, until the test ends. */
export async function healthyPair({ url }: { readonly url: string }): Promise<HealthyPair> {
  const pair = await HealthyPair.open(url)
  onTestFinished(() => pair.end())
  return pair
}
