import {
  Awareness,
  applyAwarenessUpdate,
  encodeAwarenessUpdate,
  removeAwarenessStates,
} from 'y-protocols/awareness'
import * as Y from 'yjs'
import type { Connection } from './connection.ts'
import { awarenessOf, step1, step2, update, type Message } from './messages.ts'
import { Watched } from './watched.ts'

/** Somebody with a document who behaves as y-websocket's client does, on one connection after another. */
export class Participant extends Watched {
  readonly doc = new Y.Doc()
  readonly awareness = new Awareness(this.doc)
  /** Whether a step 2 has come on this connection. */
  isSynced = false
  /** What would have thrown in a client. */
  problem: string | undefined
  readonly #connect: () => Promise<Connection>
  #connection: Connection | undefined

  /**
   * @param connect Opens a connection to the document.
   * @param patience How many times as long to wait for whatever is awaited.
   */
  constructor(connect: () => Promise<Connection>, patience = 1) {
    super(patience)
    this.#connect = connect
    // Only what asks for it is present: each case says what it needs.
    this.awareness.setLocalState(null)
    this.doc.on('update', (bytes: Uint8Array, origin: unknown) => {
      if (origin !== this) this.#connection?.send(update(bytes))
      this.changed()
    })
    this.awareness.on('update', (changes: Record<'added' | 'updated' | 'removed', number[]>) => {
      // Also what it has received, as the stock client does.
      const clients = [...changes.added, ...changes.updated, ...changes.removed]
      this.#connection?.send(awarenessOf(encodeAwarenessUpdate(this.awareness, clients)))
      this.changed()
    })
  }

  get text(): Y.Text {
    return this.doc.getText('text')
  }

  get map(): Y.Map<unknown> {
    return this.doc.getMap('map')
  }

  /** @throws {Error} When it has no connection. */
  get connection(): Connection {
    if (!this.#connection) throw new Error('This participant has not joined')
    return this.#connection
  }

  get isConnected(): boolean {
    return this.#connection?.isOpen ?? false
  }

  /** Connects, and resolves when it has had an answer. */
  async join(limitMs = 5_000): Promise<this> {
    await this.connect()
    await this.until('a step 2', () => this.isSynced, limitMs)
    return this
  }

  /** Connects and says what a client says first. */
  async connect(): Promise<void> {
    const connection = await this.#connect()
    this.#connection = connection
    this.isSynced = false
    connection.onMessage((message) => this.#take(connection, message))
    connection.watch(() => this.changed())
    connection.send(step1(Y.encodeStateVector(this.doc)))
    if (this.awareness.getLocalState() !== null)
      connection.send(awarenessOf(encodeAwarenessUpdate(this.awareness, [this.awareness.clientID])))
  }

  /** Loses the connection without a word, and with it everybody else, as the stock client does. */
  cut(): void {
    this.#connection?.cut()
    this.#connection = undefined
    const others = [...this.awareness.getStates().keys()].filter(
      (clientId) => clientId !== this.awareness.clientID,
    )
    removeAwarenessStates(this.awareness, others, this)
  }

  /** What it sees of another's state. */
  sees(other: Participant): Record<string, unknown> | undefined {
    return this.awareness.getStates().get(other.awareness.clientID)
  }

  destroy(): void {
    this.#connection?.cut()
    this.#connection = undefined
    this.awareness.destroy()
    this.doc.destroy()
  }

  protected describe(): string {
    const problem =
      this.problem === undefined ? '' : `; a client would have thrown: ${this.problem}`
    const pending = this.doc.store.pendingStructs === null ? '' : '; updates wait for others'
    const connection = this.#connection ? Watched.describe([this.#connection]) : 'not connected'
    return `${connection}${pending}${problem}`
  }

  #take(connection: Connection, message: Message): void {
    if (connection !== this.#connection) return
    try {
      this.#apply(connection, message)
    } catch (error) {
      this.problem ??= String(error)
    }
    this.changed()
  }

  #apply(connection: Connection, message: Message): void {
    switch (message.type) {
      case 'step 1':
        connection.send(step2(Y.encodeStateAsUpdate(this.doc, message.stateVector)))
        return
      case 'step 2':
        Y.applyUpdate(this.doc, message.update, this)
        this.isSynced = true
        return
      case 'update':
        Y.applyUpdate(this.doc, message.update, this)
        return
      case 'awareness':
        applyAwarenessUpdate(this.awareness, message.payload, this)
        return
      case 'query':
        connection.send(
          awarenessOf(
            encodeAwarenessUpdate(this.awareness, [...this.awareness.getStates().keys()]),
          ),
        )
        return
      case 'other':
    }
  }
}
