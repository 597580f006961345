import {
  decodeMessage,
  encodeMessage,
  FragmentAssembler,
  type Message,
  type Welcome,
} from '@weft/protocol'
import { ManualClock } from '@weft/testkit'
import { ObservableV2 } from 'lib0/observable'
import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import type { ConnectionEvents } from './connection-events.ts'
import type { ConnectionSettings } from './connection-state.ts'
import type { DocumentConnectionOptions } from './document-connection-options.ts'
import { DocumentConnection } from './document-connection.ts'
import type { Socket, SocketHandlers } from './ports.ts'

export const welcome: Welcome = {
  type: 'welcome',
  version: 1,
  sessionId: 'session',
  resumeSecret: 'secret',
  epoch: 'epoch',
  sequence: 5,
  rights: { canWrite: true },
  maxMessageBytes: 1024 * 1024,
  isSaving: true,
}

/** A socket whose other end the test plays, frame by frame. */
export class ScriptedSocket implements Socket {
  /** Frames that were sent and not taken yet. */
  readonly frames: Uint8Array[] = []
  closedWith: number | undefined
  readonly #handlers: SocketHandlers
  readonly #fragments = new FragmentAssembler(Number.MAX_SAFE_INTEGER)

  constructor(handlers: SocketHandlers) {
    this.#handlers = handlers
  }

  send(frame: Uint8Array): void {
    if (this.closedWith === undefined) this.frames.push(frame)
  }

  close(code: number): void {
    this.closedWith ??= code
  }

  open(): void {
    this.#handlers.opened()
  }

  say(...messages: readonly Message[]): void {
    for (const message of messages) this.sayFrame(encodeMessage(message))
  }

  sayFrame(frame: Uint8Array | string): void {
    if (this.closedWith === undefined) this.#handlers.received(frame)
  }

  drop(code = 1006, reason = ''): void {
    if (this.closedWith !== undefined) return
    this.closedWith = code
    this.#handlers.closed({ code, reason, isFinal: code >= 4400 && code <= 4499 })
  }

  /** Takes what was sent since the last time. */
  take(): Message[] {
    return this.frames.splice(0).flatMap((frame) => {
      const message = decodeMessage(frame)
      if (message.type !== 'fragment') return [message]
      const whole = this.#fragments.add(message)
      return whole ? [decodeMessage(whole)] : []
    })
  }

  takeTypes(): string[] {
    return this.take().map(({ type }) => type)
  }
}

/** A document, its connection, and a server that says what the test makes it say. */
export class ScriptedWorld {
  readonly clock = new ManualClock()
  readonly doc: Y.Doc
  readonly awareness: Awareness
  readonly origin = { name: 'origin' }
  readonly connection: DocumentConnection
  readonly sockets: ScriptedSocket[] = []
  /** What was told, e.g. `status connected`. */
  readonly told: string[] = []
  readonly errors: Error[] = []

  constructor(
    over: Partial<Omit<DocumentConnectionOptions, 'settings'>> & {
      readonly settings?: Partial<ConnectionSettings>
    } = {},
  ) {
    this.doc = over.doc ?? new Y.Doc()
    this.awareness = over.awareness ?? new Awareness(this.doc)
    const settings = {
      maxBackoffMs: 30_000,
      connectTimeoutMs: 20_000,
      silenceTimeoutMs: 30_000,
      canRenewToken: false,
      ...over.settings,
    }
    const tell = (what: string) => {
      this.told.push(what)
    }
    const emitter = new ObservableV2<ConnectionEvents>()
    emitter.on('sync-progress', (progress) => tell(`progress ${progress.toFixed(2)}`))
    emitter.on('unsaved-for-long', (isLong) => tell(`unsaved for long ${isLong}`))
    emitter.on('save-state', (saveState) => tell(`save-state ${saveState}`))
    emitter.on('unsaved-changes', (count) => tell(`unsaved ${count}`))
    emitter.on('rights', ({ canWrite, isFull }) => tell(`rights ${isFull ? 'full' : canWrite}`))
    emitter.on('document-size', (size) => tell(`size ${size?.bytes}`))
    emitter.on('history-changed', ({ before, now }) => tell(`history ${before.epoch} ${now.epoch}`))
    this.connection = new DocumentConnection({
      clock: this.clock,
      origin: this.origin,
      random: () => 0.5,
      isLeaving: () => false,
      fetchToken: () => 'token',
      openSocket: (handlers) => {
        const socket = new ScriptedSocket(handlers)
        this.sockets.push(socket)
        return socket
      },
      client: 'test/1',
      maxMessageBytes: 1024 * 1024,
      resyncIntervalMs: -1,
      unsavedWarningMs: 10_000,
      history: undefined,
      emitter,
      listener: {
        statusChanged: (status) => tell(`status ${status}`),
        syncChanged: (isSynced) => tell(`sync ${isSynced}`),
        refused: ({ because }) => tell(`refused ${because}`),
        failed: (error) => {
          this.errors.push(error)
        },
        receivedForeign: (frame) => tell(`foreign ${frame.join(' ')}`),
        presenceChanged: () => tell('presence'),
        settled: () => {},
      },
      ...over,
      doc: this.doc,
      awareness: this.awareness,
      settings: () => settings,
    })
  }

  /** The newest socket. */
  get socket(): ScriptedSocket {
    const socket = this.sockets.at(-1)
    if (!socket) throw new Error('no socket was opened yet')
    return socket
  }

  get text(): Y.Text {
    return this.doc.getText('text')
  }

  get saveState(): string {
    return this.connection.saves.state
  }

  get unsaved(): number {
    return this.connection.saves.edits.count
  }

  /** Connects up to and including the welcome, takes what was sent, and leaves the sync to the test. */
  greet(over: Partial<Welcome> = {}): ScriptedSocket {
    this.connection.connect()
    return this.greetAgain(over)
  }

  /** As {@link greet}, on a socket that the connection has opened by itself. */
  greetAgain(over: Partial<Welcome> = {}): ScriptedSocket {
    this.socket.open()
    this.socket.say({ ...welcome, ...over })
    this.socket.take()
    return this.socket
  }

  /** Connects, lets both sync with an empty server, and takes what was sent. */
  join(over: Partial<Welcome> = {}): ScriptedSocket {
    const socket = this.greet(over)
    socket.say(...syncWithEmpty)
    socket.take()
    return socket
  }

  /** Types at the end and lets the turn end. */
  async type(text: string): Promise<void> {
    this.text.insert(this.text.length, text)
    await this.endTurn()
  }

  async endTurn(): Promise<void> {
    await this.clock.advance(0)
  }

  /** Loses the connection and waits until another socket is opened. */
  async reconnect(): Promise<ScriptedSocket> {
    const before = this.sockets.length
    this.socket.drop()
    await this.clock.advance(500)
    if (this.sockets.length === before) throw new Error('no other socket was opened')
    return this.socket
  }

  destroy(): void {
    this.connection.destroy()
    this.awareness.destroy()
  }
}

/** What a server with an empty document says after welcome. */
export const syncWithEmpty: readonly Message[] = [
  { type: 'syncStep2', update: Y.encodeStateAsUpdate(new Y.Doc()) },
  { type: 'syncStep1', stateVector: Y.encodeStateVector(new Y.Doc()) },
]

/** The update that a document with this text has. */
export function updateWith(text: string, clientId = 1): Uint8Array {
  const doc = new Y.Doc()
  doc.clientID = clientId
  doc.getText('text').insert(0, text)
  return Y.encodeStateAsUpdate(doc)
}

/** The text of a document with these updates. */
export function textOf(messages: readonly Message[]): string {
  const doc = new Y.Doc()
  for (const message of messages) if ('update' in message) Y.applyUpdate(doc, message.update)
  return doc.getText('text').toString()
}
