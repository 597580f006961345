import {
  applyAwarenessPatch,
  awarenessFrame,
  fragmentFrame,
  helloFrame,
  pingFrame,
  pongFrame,
  ProtocolError,
  TOO_LARGE,
  queryAwarenessFrame,
  tokenFrame,
  type AwarenessEntry,
  type Hello,
  type Welcome,
} from '@weft/protocol'
import type { Doc } from 'yjs'
import type { ServerKind } from './connection-state.ts'
import { IncomingFrames, type Incoming } from './incoming-frames.ts'
import type { Cancel, Clock, Socket } from './ports.ts'
import type { PresenceLink } from './presence-link.ts'
import { refusalOf, type Refusal } from './refusal.ts'
import { SyncLink } from './sync-link.ts'
import type { UnsavedEdits } from './unsaved-edits.ts'

/** What the server says about the connection rather than about the document. */
export type Notice = Extract<
  Incoming,
  {
    readonly type:
      | 'saved'
      | 'notSaved'
      | 'rights'
      | 'documentSize'
      | 'goingAway'
      | 'tokenValid'
      | 'permissionDenied'
      | 'foreign'
  }
>

export interface ExchangeListener {
  /** The first frame came. A stock server says no welcome. */
  met(server: ServerKind, welcome: Welcome | undefined): void
  /** A part of a large message came: so much of it is here, as a part of 1. */
  progressed(progress: number): void
  synced(): void
  /** The server has edits under the document's own client ID that were not made here. Nothing of them was applied. */
  clientIdTaken(): void
  noticed(notice: Notice): void
  /** We cannot go on with this server. */
  refused(refusal: Refusal): void
}

export interface ExchangeOptions {
  readonly socket: Socket
  readonly doc: Doc
  readonly origin: object
  readonly edits: UnsavedEdits
  readonly presence: PresenceLink
  readonly clock: Clock
  /** The largest fragmented message to take, in bytes. */
  readonly maxMessageBytes: number
  /** How often to ask for the server's state, in milliseconds; not positive: never. */
  readonly resyncIntervalMs: number
  readonly listener: ExchangeListener
}

/** What is said over one socket, from hello to its end. Nothing is carried over to the next. */
export class Exchange {
  /** The round trip by the last pong, in milliseconds. */
  latencyMs: number | undefined
  readonly #options: ExchangeOptions
  readonly #sync: SyncLink
  readonly #incoming: IncomingFrames
  #server: ServerKind | undefined
  /** The largest message that the server takes, in bytes. */
  #maxSentBytes = Number.POSITIVE_INFINITY
  #isOver = false
  #ping = { id: 0, sentAtMs: 0 }
  #isPresenceDue = false
  /** The server's newest word on each client: what the next may be told as a difference to. */
  readonly #told = new Map<number, AwarenessEntry>()
  #cancelResync: Cancel | undefined

  constructor(options: ExchangeOptions) {
    this.#options = options
    this.#incoming = new IncomingFrames(options.maxMessageBytes)
    const { doc, origin, edits, clock } = options
    const send = (frame: Uint8Array<ArrayBuffer>) => this.#send(frame)
    this.#sync = new SyncLink({ doc, origin, edits, clock, send })
  }

  /** Says all that may be said before the server has said anything. */
  greet(hello: Hello): void {
    const { presence } = this.#options
    this.#send(helloFrame(hello))
    this.#sync.ask()
    // What was due before is in this.
    this.#isPresenceDue = false
    presence.renew()
    // Who takes the place of an earlier session takes over its state too, and must say that it is gone.
    const continues = hello.sessionId !== ''
    if (presence.isVisible || continues) {
      this.#send(awarenessFrame(presence.own))
    }
  }

  /** @throws {ProtocolError} When the frame is no message, or its update is corrupt. */
  receive(frame: Uint8Array): void {
    const message = this.#incoming.read(frame, this.#server)
    if (!message) return this.#options.listener.progressed(this.#incoming.progress)
    const isFirst = this.#server === undefined
    if (isFirst) this.#meet(message)
    // The listener may have ended it.
    if (this.#isOver) return
    this.#take(message, isFirst)
    if (!isFirst) return
    this.#sync.flush()
    if (this.#isPresenceDue) this.sendPresence(this.#options.presence.own)
  }

  /** Asks for a sign of life. */
  probe(): void {
    if (this.#server === 'stock') return this.#sync.ask()
    this.#ping = { id: this.#ping.id + 1, sentAtMs: this.#options.clock.now() }
    this.#send(pingFrame(this.#ping.id))
    this.#options.presence.stayAlive()
  }

  edited(update: Uint8Array): void {
    this.#sync.edited(update)
  }

  /** Whether deletions are sent although nothing may be added. */
  get maySendDeletions(): boolean {
    return this.#sync.maySendDeletions
  }

  sendPresence(awareness: Uint8Array): void {
    if (this.#server === undefined) {
      this.#isPresenceDue = true
      return
    }
    // A cursor names a place in the text, so the text goes first.
    this.#sync.flush()
    this.#send(awarenessFrame(awareness))
  }

  sendToken(token: string): void {
    this.#send(tokenFrame(token))
  }

  flush(): void {
    this.#sync.flush()
  }

  /** Nothing is sent or taken any more. */
  end(): void {
    this.#isOver = true
    this.#cancelResync?.()
  }

  #meet(message: Incoming): void {
    const welcome = message.type === 'welcome' ? message : undefined
    this.#server = welcome ? 'weft' : 'stock'
    if (welcome) this.#maxSentBytes = welcome.maxMessageBytes
    this.#sync.join(this.#server, welcome?.rights ?? { canWrite: true })
    this.#resyncLater()
    this.#options.listener.met(this.#server, welcome)
  }

  #take(message: Incoming, isFirst: boolean): void {
    const { listener, presence } = this.#options
    switch (message.type) {
      case 'syncStep1':
        return this.#sync.answer(message.stateVector)
      case 'syncStep2':
        if (this.#server === 'weft' && this.#sync.takesOwnClientId(message.update)) {
          return listener.clientIdTaken()
        }
        this.#sync.receive(message.update)
        return listener.synced()
      case 'update':
        return this.#sync.receive(message.update)
      case 'awareness':
        return this.#takeAwareness(message.awareness)
      case 'awarenessPatch': {
        const { awareness, missing } = applyAwarenessPatch(message.patch, this.#told)
        this.#takeAwareness(awareness)
        // What we alone said is not told to us, and may be built on all the same.
        if (missing.some((id) => id !== presence.clientId)) this.#send(queryAwarenessFrame())
        return
      }
      case 'queryAwareness':
        return this.sendPresence(presence.own)
      case 'ping':
        return this.#send(pongFrame(message.id))
      case 'pong':
        if (message.id !== this.#ping.id) return
        this.latencyMs = this.#options.clock.now() - this.#ping.sentAtMs
        return
      case 'welcome':
        if (isFirst) return
        throw new ProtocolError('UNKNOWN_TYPE', 'a second welcome')
      case 'rights':
        this.#sync.setRights(message.rights)
        return listener.noticed(message)
      default:
        return listener.noticed(message)
    }
  }

  #takeAwareness(awareness: Uint8Array): void {
    const { presence, origin } = this.#options
    for (const entry of presence.receive(awareness, origin)) this.#told.set(entry.clientId, entry)
  }

  #send(frame: Uint8Array<ArrayBuffer>): void {
    if (this.#isOver) return
    const { socket, listener } = this.#options
    if (frame.length > this.#maxSentBytes) {
      const reason = `a message of ${frame.length} bytes; at most ${this.#maxSentBytes} are allowed`
      return listener.refused(refusalOf(TOO_LARGE, reason))
    }
    for (const part of this.#server === 'weft' ? fragmentFrame(frame) : [frame]) socket.send(part)
  }

  #resyncLater(): void {
    const { clock, resyncIntervalMs } = this.#options
    if (resyncIntervalMs <= 0) return
    this.#cancelResync = clock.after(resyncIntervalMs, () => {
      this.#sync.ask()
      this.#resyncLater()
    })
  }
}
