import {
  applyAwarenessPatch,
  decodeAwareness,
  decodeMessage,
  encodeMessage,
  FragmentAssembler,
  type AwarenessEntry,
  type CloseCode,
  type DocumentName,
  type Hello,
  type Message,
  type Welcome,
} from '@weft/protocol'
import type { ManualClock } from '@weft/testkit'
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import type { Peer } from './ports.ts'
import type { Session } from './session.ts'

export interface PeerOptions {
  readonly document?: DocumentName
  readonly clientId?: number
  readonly token?: string
  readonly hello?: Partial<Hello>
  /** A document to continue with, as a client does that reconnects. */
  readonly doc?: Y.Doc
  readonly awareness?: Awareness
  /** Whether it has a presence at all. @default true */
  readonly hasPresence?: boolean
  /** Whether it only says what it is told to. */
  readonly isMute?: boolean
  /** Whether its socket takes nothing from the start. */
  readonly isStalled?: boolean
  /** Whether frames stay in the wires, both ways, until {@link TestPeer.carryUp} and {@link TestPeer.carryDown}. */
  readonly isCarriedByHand?: boolean
}

interface AwarenessChange {
  readonly added: readonly number[]
  readonly updated: readonly number[]
  readonly removed: readonly number[]
}

/**
 * A client at the other end of a connection, with a real `Y.Doc` and a real `Awareness`, doing what y-websocket 3.1 does,
 * the echoes included; or, with `hello`, what a client does that speaks the extension.
 */
export class TestPeer implements Peer {
  readonly doc: Y.Doc
  readonly awareness: Awareness
  /** What the server has sent and the peer has read. Fragments are put together. */
  readonly messages: Message[] = []
  /** The same as frames, fragments as they came. */
  readonly frames: Uint8Array[] = []
  /** Frames per write. */
  readonly writes: number[] = []
  closed: { readonly code: number; readonly reason: string } | undefined
  isTerminated = false
  isSynced = false
  pings = 0
  /** Sync step 2 and update messages sent. */
  counted = 0
  /** How many of them the server says are on disk. */
  saved = 0
  /** The last word on saving. */
  saving: 'saved' | 'notSaved' | undefined
  welcome: Welcome | undefined
  /** The newest entry of each client that the server has sent: what patches build on. */
  readonly told = new Map<number, AwarenessEntry>()
  /** How often it lacked what a patch builds on. */
  asked = 0
  answersPings = true
  pongDelayMs = 1
  readonly #clock: ManualClock
  readonly #options: PeerOptions
  #session: Session | undefined
  readonly #fragments = new FragmentAssembler(2 ** 30)
  #unread: Uint8Array[] = []
  #unreadBytes = 0
  #toServer: Uint8Array[] = []
  #isStalled: boolean
  #isCut = false

  constructor(clock: ManualClock, options: PeerOptions) {
    this.#clock = clock
    this.#options = options
    this.#isStalled = options.isStalled ?? false
    this.doc = options.doc ?? new Y.Doc()
    if (!options.doc && options.clientId !== undefined) this.doc.clientID = options.clientId
    this.awareness = options.awareness ?? new Awareness(this.doc)
    if (options.hasPresence === false) this.awareness.setLocalState(null)
  }

  begin(session: Session): void {
    this.#session = session
    if (this.#options.isMute) return
    this.doc.on('update', this.#onUpdate)
    this.awareness.on('update', this.#onAwareness)
    const { hello } = this.#options
    if (hello) {
      this.say({
        type: 'hello',
        version: 1,
        client: 'test',
        token: '',
        sessionId: '',
        resumeSecret: '',
        ...hello,
      })
    }
    this.say({ type: 'syncStep1', stateVector: Y.encodeStateVector(this.doc) })
    if (this.awareness.getLocalState() !== null) this.announce([this.awareness.clientID])
  }

  get session(): Session {
    if (!this.#session) throw new Error('The peer is not connected')
    return this.#session
  }

  get text(): string {
    return this.doc.getText('text').toString()
  }

  get isOpen(): boolean {
    return !this.closed && !this.isTerminated && !this.#isCut
  }

  /** Whose awareness states it shows, itself included. */
  get shown(): number[] {
    return [...this.awareness.getStates().keys()].sort((a, b) => a - b)
  }

  ofType<T extends Message['type']>(type: T): Extract<Message, { readonly type: T }>[] {
    return this.messages.filter(
      (message): message is Extract<Message, { readonly type: T }> => message.type === type,
    )
  }

  /** Types at the end of the text. */
  type(text: string): void {
    const shared = this.doc.getText('text')
    shared.insert(shared.length, text)
  }

  erase(index: number, length: number): void {
    this.doc.getText('text').delete(index, length)
  }

  /** Sends a message. */
  say(message: Message): void {
    if (message.type === 'syncStep2' || message.type === 'update') this.counted += 1
    this.sayFrame(encodeMessage(message))
  }

  sayUpdate(update: Uint8Array): void {
    this.say({ type: 'update', update })
  }

  sayFrame(frame: Uint8Array): void {
    if (!this.isOpen) return
    if (this.#options.isCarriedByHand) this.#toServer.push(frame)
    else this.session.receive(frame)
  }

  /** Sends what it knows of these clients' awareness. */
  announce(clientIds: readonly number[]): void {
    const awareness = encodeAwarenessUpdate(this.awareness, [...clientIds])
    this.say({ type: 'awareness', awareness })
  }

  /** The connection is gone, and the server notices. */
  leave(): void {
    if (!this.isOpen) return
    this.cut()
    this.session.ended()
  }

  /** The connection is gone. The server does not know. */
  cut(): void {
    this.#isCut = true
    this.#unread = []
    this.#toServer = []
    this.doc.off('update', this.#onUpdate)
    this.awareness.off('update', this.#onAwareness)
  }

  destroy(): void {
    this.cut()
    this.awareness.destroy()
  }

  /** Reads nothing from now on. */
  stall(): void {
    this.#isStalled = true
  }

  /** Reads at least this many bytes of what waits; reads on as before when nothing is left. */
  drain(bytes = Number.POSITIVE_INFINITY): void {
    let read = 0
    while (read < bytes && this.#unread.length > 0) {
      const frame = this.#unread.shift() ?? new Uint8Array(0)
      read += frame.length
      this.#unreadBytes -= frame.length
      this.#read(frame)
    }
    if (this.#unread.length === 0 && bytes === Number.POSITIVE_INFINITY) this.#isStalled = false
    if (this.isOpen) this.session.drained()
  }

  /** Carries the oldest frames to the server. */
  carryUp(count: number): void {
    for (const frame of this.#toServer.splice(0, count))
      if (this.isOpen) this.session.receive(frame)
  }

  /** Carries the oldest frames to the client. */
  carryDown(count: number): void {
    for (let index = 0; index < count && this.#unread.length > 0; index += 1) {
      const frame = this.#unread.shift() ?? new Uint8Array(0)
      this.#unreadBytes -= frame.length
      this.#read(frame)
    }
    if (this.isOpen) this.session.drained()
  }

  get waiting(): number {
    return this.#toServer.length + this.#unread.length
  }

  send(frames: readonly Uint8Array[]): void {
    if (!this.isOpen) return
    this.writes.push(frames.length)
    for (const frame of frames) {
      this.#unread.push(frame)
      this.#unreadBytes += frame.length
    }
    if (this.#isStalled || this.#options.isCarriedByHand) return
    this.#clock.soon(() => {
      if (!this.#isStalled) this.#readAll()
    })
  }

  bufferedBytes(): number {
    return this.#isStalled || this.#options.isCarriedByHand ? this.#unreadBytes : 0
  }

  ping(): void {
    if (!this.isOpen) return
    this.pings += 1
    if (!this.answersPings || this.#isStalled) return
    this.#clock.after(this.pongDelayMs, () => this.session.ponged())
  }

  close({ code }: CloseCode, reason: string): void {
    if (!this.isOpen) return
    this.closed = { code, reason }
    this.#detach()
  }

  terminate(): void {
    this.isTerminated = true
    this.#detach()
  }

  #detach(): void {
    this.doc.off('update', this.#onUpdate)
    this.awareness.off('update', this.#onAwareness)
  }

  #readAll(): void {
    for (const frame of this.#unread.splice(0)) {
      this.#unreadBytes -= frame.length
      this.#read(frame)
    }
  }

  #read(frame: Uint8Array): void {
    this.frames.push(frame)
    const message = decodeMessage(frame)
    if (message.type !== 'fragment') return this.#take(message)
    const whole = this.#fragments.add(message)
    if (whole) this.#take(decodeMessage(whole))
  }

  #take(message: Message): void {
    this.messages.push(message)
    switch (message.type) {
      case 'welcome':
        this.welcome = message
        return
      case 'saved':
        this.saved = message.count
        this.saving = 'saved'
        return
      case 'notSaved':
        this.saving = 'notSaved'
        return
      default:
        if (!this.#options.isMute) this.#follow(message)
    }
  }

  #follow(message: Message): void {
    switch (message.type) {
      case 'syncStep1':
        this.say({
          type: 'syncStep2',
          update: Y.encodeStateAsUpdate(this.doc, message.stateVector),
        })
        return
      case 'syncStep2':
        this.isSynced = true
        Y.applyUpdate(this.doc, message.update, this)
        return
      case 'update':
        Y.applyUpdate(this.doc, message.update, this)
        return
      case 'awareness':
        this.#followAwareness(message.awareness)
        return
      case 'awarenessPatch': {
        const { awareness, missing } = applyAwarenessPatch(message.patch, this.told)
        this.#followAwareness(awareness)
        const isOwn = (id: number) => id === this.awareness.clientID
        if (missing.every(isOwn)) return
        this.asked += 1
        this.say({ type: 'queryAwareness' })
        return
      }
      default:
        return
    }
  }

  #followAwareness(awareness: Uint8Array): void {
    for (const entry of decodeAwareness(awareness)) this.told.set(entry.clientId, entry)
    applyAwarenessUpdate(this.awareness, awareness, this)
  }

  readonly #onUpdate = (update: Uint8Array, origin: unknown): void => {
    if (origin !== this) this.sayUpdate(update)
  }

  // As y-websocket: whatever changed is sent, also what has just come from the server. Ours sends only its own.
  readonly #onAwareness = ({ added, updated, removed }: AwarenessChange): void => {
    const changed = [...added, ...updated, ...removed]
    const own = changed.filter((id) => id === this.awareness.clientID)
    const told = this.#options.hello ? own : changed
    if (told.length > 0) this.announce(told)
  }
}
