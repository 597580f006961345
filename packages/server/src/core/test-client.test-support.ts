import {
  applyAwarenessPatch,
  decodeAwareness,
  decodeMessage,
  encodeMessage,
  FragmentAssembler,
  type AwarenessEntry,
  type Hello,
  type Message,
  type Welcome,
} from '@weft/protocol'
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'

export interface ClientOptions {
  readonly clientId?: number
  readonly hello?: Partial<Hello>
  /** A document to continue with, as a client does that reconnects. */
  readonly doc?: Y.Doc
  readonly awareness?: Awareness
  /** Whether it has a presence at all. @default true */
  readonly hasPresence?: boolean
  /** Whether it only says what it is told to. */
  readonly isMute?: boolean
}

interface AwarenessChange {
  readonly added: readonly number[]
  readonly updated: readonly number[]
  readonly removed: readonly number[]
}

/**
 * A client with a real `Y.Doc` and a real `Awareness`, doing what y-websocket 3.1 does, the echoes included; or, with
 * `hello`, what a client does that speaks the extension. How its frames travel is not its matter.
 */
export abstract class TestClient {
  readonly doc: Y.Doc
  readonly awareness: Awareness
  /** What the server has sent and the client has read. Fragments are put together. */
  readonly messages: Message[] = []
  /** The same as frames, fragments as they came. */
  readonly frames: Uint8Array[] = []
  isSynced = false
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
  readonly #options: ClientOptions
  readonly #fragments = new FragmentAssembler(2 ** 30)

  constructor(options: ClientOptions) {
    this.#options = options
    this.doc = options.doc ?? new Y.Doc()
    if (!options.doc && options.clientId !== undefined) this.doc.clientID = options.clientId
    this.awareness = options.awareness ?? new Awareness(this.doc)
    if (options.hasPresence === false) this.awareness.setLocalState(null)
  }

  abstract sayFrame(frame: Uint8Array): void

  get text(): string {
    return this.doc.getText('text').toString()
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

  /** Sends what it knows of these clients' awareness. */
  announce(clientIds: readonly number[]): void {
    const awareness = encodeAwarenessUpdate(this.awareness, [...clientIds])
    this.say({ type: 'awareness', awareness })
  }

  /** Says who it is and what it has, and from now on what changes. */
  protected greet(): void {
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

  /** Says no more of what changes. */
  protected fallSilent(): void {
    this.doc.off('update', this.#onUpdate)
    this.awareness.off('update', this.#onAwareness)
  }

  protected read(frame: Uint8Array): void {
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
