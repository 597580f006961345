import {
  awarenessFrame,
  queryAwarenessFrame,
  syncStep1Frame,
  syncStep2Frame,
  updateFrame,
} from '@weft/protocol'
import * as channel from 'lib0/broadcastchannel'
import * as Y from 'yjs'
import type { History } from './core/history.ts'
import { IncomingFrames, type Incoming } from './core/incoming-frames.ts'
import type { Clock } from './core/ports.ts'
import type { PresenceLink } from './core/presence-link.ts'
import { applyUpdate } from './core/sync-link.ts'
import { unreadable } from './core/unreadable.ts'
import { splitHistory, withHistory } from './tab-frame.ts'
import type { WireListener } from './wire-listener.ts'

export interface CrossTabOptions {
  /** The BroadcastChannel's name. */
  readonly name: string
  readonly doc: Y.Doc
  readonly presence: PresenceLink
  readonly clock: Clock
  /** The origin of what comes from the server: other tabs hear that from the server themselves. */
  readonly serverOrigin: object
  readonly heard: WireListener
  /** What is known of the document's history. */
  history(): History | undefined
  /** Another tab knows this of the same history, or of one where none was known here. */
  learnt(history: History): void
  /** A tab sent what cannot be read. */
  failed(error: Error): void
  /** A tab sent a message whose type is not ours. Returns a frame to answer with. */
  receivedForeign(frame: Uint8Array): Uint8Array<ArrayBuffer> | undefined
}

/**
 * The document and the own presence, shared with the other tabs of this browser. Speaks as y-websocket does, so that its
 * tabs take part.
 *
 * What comes from a tab has this object as its origin, not the provider. So it goes on to the server as an edit, in case
 * that tab has no connection; the server drops what it has. Presence does not go on: each connection speaks for itself.
 *
 * A tab whose document has another history is not listened to: the two must not be merged, and it will learn of it when it
 * meets the server.
 */
export class CrossTab {
  readonly #options: CrossTabOptions
  readonly #incoming = new IncomingFrames(0)
  #isConnected = false

  constructor(options: CrossTabOptions) {
    this.#options = options
    options.doc.on('update', this.#onUpdate)
  }

  get isConnected(): boolean {
    return this.#isConnected
  }

  connect(): void {
    const { name, doc } = this.#options
    if (!this.#isConnected) {
      channel.subscribe(name, this.#onMessage)
      this.#isConnected = true
    }
    this.#publish(syncStep1Frame(Y.encodeStateVector(doc)))
    this.#publish(syncStep2Frame(Y.encodeStateAsUpdate(doc)))
    this.showPresence()
  }

  disconnect(): void {
    if (!this.#isConnected) return
    this.publishPresence(this.#options.presence.absence)
    channel.unsubscribe(this.#options.name, this.#onMessage)
    this.#isConnected = false
  }

  /**
   * Asks the other tabs who is there and says it of itself, anew: the server may tell them, now or soon, that this one has
   * left, when it has only left the server.
   */
  showPresence(): void {
    this.#publish(queryAwarenessFrame())
    this.#options.presence.renew()
    this.#publishOwnPresence()
  }

  publishPresence(awareness: Uint8Array): void {
    this.#publish(awarenessFrame(awareness))
  }

  destroy(): void {
    this.disconnect()
    this.#options.doc.off('update', this.#onUpdate)
  }

  readonly #onUpdate = (update: Uint8Array, origin: unknown): void => {
    if (origin !== this && origin !== this.#options.serverOrigin) {
      this.#publish(updateFrame(update))
    }
  }

  readonly #onMessage = (data: ArrayBuffer | Uint8Array<ArrayBuffer>, from: unknown): void => {
    if (from === this) return
    try {
      // As from a stock server: tabs do not speak the extension.
      const whole = new Uint8Array(data)
      this.#options.heard(whole, 'in', 'tabs')
      const { frame, history } = splitHistory(whole)
      const message = this.#incoming.read(frame, 'stock')
      if (message && this.#isSameDocument(history)) this.#take(message)
    } catch (cause) {
      this.#options.failed(unreadable('another tab', cause))
    }
  }

  // Before anything is taken in: a document with somebody's content has its history, too.
  #isSameDocument(history: History | undefined): boolean {
    if (!history) return true
    const own = this.#options.history()
    if (own && own.epoch !== history.epoch) return false
    this.#options.learnt(history)
    return true
  }

  #take(message: Incoming): void {
    const { doc, presence, clock } = this.#options
    switch (message.type) {
      case 'syncStep1': {
        const update = Y.encodeStateAsUpdate(doc, message.stateVector)
        return this.#publish(syncStep2Frame(update))
      }
      case 'syncStep2':
      case 'update':
        return applyUpdate(doc, message.update, this, clock)
      case 'awareness':
        presence.receive(message.awareness, this)
        return
      case 'queryAwareness':
        return this.#publishOwnPresence()
      case 'foreign': {
        const answer = this.#options.receivedForeign(message.frame)
        return answer && this.#publish(answer)
      }
      default:
        // Nothing else is said between tabs.
        return
    }
  }

  #publishOwnPresence(): void {
    const { presence } = this.#options
    if (presence.isVisible) this.publishPresence(presence.own)
  }

  #publish(frame: Uint8Array<ArrayBuffer>): void {
    if (!this.#isConnected) return
    const { name, history, heard } = this.#options
    const whole = withHistory(frame, history())
    heard(whole, 'out', 'tabs')
    channel.publish(name, whole, this)
  }
}
