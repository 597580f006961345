import {
  decodeMessage,
  encodeMessage,
  FragmentAssembler,
  PROTOCOL_VERSION,
  type Message,
} from '@weft/protocol'
import * as Y from 'yjs'
import type { DurableDocuments } from './durable-documents.ts'
import { extentOf, lackOf, type EditExtent } from './edit-extent.ts'
import type { Work } from './ledger.ts'
import type { Page } from './page.ts'
import type { World } from './world.ts'

/** How often it asks for a sign of life, and how long it goes without one, in milliseconds. */
const PING_MS = 10_000
const SILENCE_MS = 25_000
const MAX_MESSAGE_BYTES = 64 * 1024 * 1024

/** One counted message, and what the application did in the edits that it carries. */
interface Sent {
  readonly extent: EditExtent
  readonly works: readonly Work[]
  /** It was on disk before another state took its place there. */
  wasReplaced: boolean
}

interface Held {
  readonly update: Uint8Array
  readonly work: Work
}

export interface RoughClientOptions {
  readonly world: World
  readonly page: Page
  readonly document: string
  readonly doc: Y.Doc
  /** What the application did in the present transaction. */
  readonly workOf: () => Work
}

/**
 * A client of somebody else's, who knows Weft's protocol and no haste: it sends its edits in whatever order, so that some
 * come long before those that they build on. The server may confirm none that is not in the document.
 */
export class RoughClient {
  readonly #options: RoughClientOptions
  #socket: WebSocket | undefined
  #isWelcome = false
  #hasAnswered = false
  #heardMs = 0
  #fragments = new FragmentAssembler(MAX_MESSAGE_BYTES)
  /** Edits that have not been sent. */
  #held: Held[] = []
  /** Counted messages that are not confirmed. */
  #sent: Sent[] = []
  #confirmed = 0
  #saved: Sent[] = []
  /** What went with a connection before it was confirmed: the next step 2 has it again. */
  #open: Work[] = []
  #isEnded = false

  constructor(options: RoughClientOptions) {
    this.#options = options
    options.doc.on('update', this.#onUpdate)
    this.#connect()
    this.#watch()
  }

  /** Whether everything is sent and confirmed. */
  get isSettled(): boolean {
    return this.#hasAnswered && this.#held.length + this.#sent.length + this.#open.length === 0
  }

  /** From now on nothing is held back. */
  hurry(): void {
    if (this.#hasAnswered) while (this.#held.length > 0) this.#sendOne()
  }

  replaced(doc: Y.Doc): void {
    for (const sent of this.#sent) if (!lackOf(doc, sent.extent)) sent.wasReplaced = true
  }

  /** Looks whether what the server has confirmed is on disk. Returns what is wrong. */
  async check(durable: DurableDocuments): Promise<string | undefined> {
    const saved = this.#saved.splice(0)
    if (saved.length === 0) return undefined
    const doc = await durable.read(this.#options.document)
    for (const { extent, works, wasReplaced } of saved) {
      if (wasReplaced) continue
      const lack = doc ? lackOf(doc, extent) : 'the whole document'
      if (lack) return `the server confirmed what is not on disk: ${lack}`
      for (const { written, deleted } of works) {
        for (const token of written) token.isSaved = true
        for (const token of deleted) token.isRemovalSaved = true
      }
    }
    return undefined
  }

  end(): void {
    this.#isEnded = true
    this.#options.doc.off('update', this.#onUpdate)
    this.#drop()
  }

  readonly #onUpdate = (update: Uint8Array, origin: unknown): void => {
    if (origin === this) return
    this.#held.push({ update, work: this.#options.workOf() })
    const { world, page } = this.#options
    page.process.after(world.exponential(300), () => {
      if (this.#hasAnswered) this.#sendOne()
    })
  }

  /** Any of those that wait, not the oldest. */
  #sendOne(): void {
    const { random } = this.#options.world
    if (this.#held.length === 0) return
    const [held] = this.#held.splice(random.below(this.#held.length), 1)
    if (held) this.#sendCounted('update', held.update, [held.work])
  }

  #connect(): void {
    if (this.#isEnded) return
    const { page, document, world } = this.#options
    const socket = new WebSocket(`${page.serverUrl}/${document}`)
    this.#socket = socket
    this.#heardMs = page.process.now()
    socket.onopen = () => {
      this.#send({
        type: 'hello',
        version: PROTOCOL_VERSION,
        client: 'rough',
        token: '',
        sessionId: '',
        resumeSecret: '',
      })
      this.#ask()
    }
    socket.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => this.#receive(new Uint8Array(data))
    socket.onclose = ({ code }) => {
      if (code >= 4400 && code < 4500) world.fail(`${page.name} was refused: ${code}`)
      this.#drop()
      page.process.after(world.between(500, 2_000), () => this.#connect())
    }
  }

  #watch(): void {
    const { page } = this.#options
    page.process.after(PING_MS, () => {
      if (this.#isEnded) return
      if (this.#isWelcome) this.#send({ type: 'ping', id: 1 })
      if (this.#socket && page.process.now() - this.#heardMs > SILENCE_MS) {
        this.#drop()
        this.#connect()
      }
      this.#watch()
    })
  }

  /** Lets go of the connection. Nothing that it carried is known to be anywhere. */
  #drop(): void {
    const socket = this.#socket
    this.#socket = undefined
    this.#isWelcome = false
    this.#hasAnswered = false
    this.#fragments = new FragmentAssembler(MAX_MESSAGE_BYTES)
    this.#open.push(...this.#sent.flatMap(({ works }) => works))
    this.#sent = []
    this.#confirmed = 0
    if (!socket) return
    socket.onopen = null
    socket.onmessage = null
    socket.onclose = null
    socket.close()
  }

  #receive(frame: Uint8Array): void {
    this.#heardMs = this.#options.page.process.now()
    const message = decodeMessage(frame)
    if (message.type !== 'fragment') return this.#take(message)
    const whole = this.#fragments.add(message)
    if (whole) this.#take(decodeMessage(whole))
  }

  #take(message: Message): void {
    const { doc } = this.#options
    switch (message.type) {
      case 'welcome':
        this.#isWelcome = true
        return
      case 'syncStep1': {
        const works = [...this.#open.splice(0), ...this.#held.splice(0).map(({ work }) => work)]
        this.#hasAnswered = true
        this.#sendCounted('syncStep2', Y.encodeStateAsUpdate(doc, message.stateVector), works)
        return
      }
      case 'syncStep2':
      case 'update':
        Y.applyUpdate(doc, message.update, this)
        if (doc.store.pendingStructs) this.#ask()
        return
      case 'saved': {
        const saved = this.#sent.splice(0, message.count - this.#confirmed)
        this.#confirmed = message.count
        this.#saved.push(...saved)
        return
      }
      default:
        // Presence is not its business.
        return
    }
  }

  #ask(): void {
    this.#send({ type: 'syncStep1', stateVector: Y.encodeStateVector(this.#options.doc) })
  }

  #sendCounted(type: 'syncStep2' | 'update', update: Uint8Array, works: readonly Work[]): void {
    this.#sent.push({ extent: extentOf(update), works, wasReplaced: false })
    this.#send({ type, update })
  }

  #send(message: Message): void {
    this.#socket?.send(new Uint8Array(encodeMessage(message)))
  }
}
