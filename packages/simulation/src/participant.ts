import { WeftProvider, type History } from '@weft/provider'
import { WeftSocket } from '@weft/provider/socket'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import type { Application } from './application.ts'
import { partsOf } from './content.ts'
import type { DurableDocuments } from './durable-documents.ts'
import { Ledger, NO_WORK, type Work } from './ledger.ts'
import type { Page } from './page.ts'
import { RoughClient } from './rough-client.ts'
import type { TokenBook } from './token-book.ts'
import type { World } from './world.ts'
import { writeSomething } from './writing.ts'

/** `weft` uses Weft's provider, `stock` an unmodified y-websocket client, `rough` a {@link RoughClient}. */
export type ParticipantKind = 'weft' | 'stock' | 'rough'

export interface ParticipantOptions {
  readonly world: World
  readonly page: Page
  readonly document: string
  readonly kind: ParticipantKind
  readonly book: TokenBook
  /** The most characters that a token is padded with. */
  readonly maxPadding: number
  /** A copy of the document kept offline, and what its provider knew. */
  readonly offline?: OfflineCopy | undefined
  readonly application: Application
  /** Whether the page's documents share one connection. */
  readonly sharesConnection: boolean
}

export interface OfflineCopy {
  readonly update: Uint8Array
  readonly history: History | undefined
}

interface Tracked {
  readonly provider: WeftProvider
  readonly ledger: Ledger
}

/** Somebody at a page: a document, what keeps it in sync, and hands that write. */
export class Participant {
  readonly page: Page
  readonly document: string
  readonly kind: ParticipantKind
  readonly #options: ParticipantOptions
  #doc = new Y.Doc()
  #undo = this.#track()
  #tracked: Tracked[] = []
  #socket: WeftSocket | undefined
  #stock: WebsocketProvider | undefined
  #rough: RoughClient | undefined
  #work: Work | undefined
  /** What the last provider knew. */
  #history: History | undefined
  #hasLeft = false

  /** To be made within its page. */
  constructor(options: ParticipantOptions) {
    this.#options = options
    this.page = options.page
    this.document = options.document
    this.kind = options.kind
    const { offline } = options
    if (offline) Y.applyUpdate(this.#doc, offline.update)
    if (options.sharesConnection) this.#socket = this.#share()
    if (options.kind === 'weft') this.#provide(offline?.history)
    else if (options.kind === 'stock') this.#provideStock()
    else this.#provideRoughly()
  }

  get doc(): Y.Doc {
    return this.#doc
  }

  /** Its Weft providers: one as a rule, two when the page opened the document twice. */
  get tracked(): readonly Tracked[] {
    return this.#tracked
  }

  get hasLeft(): boolean {
    return this.#hasLeft
  }

  /** Whether there is nothing that the server has not confirmed, as far as it confirms. */
  get isSettled(): boolean {
    return (
      this.#tracked.every(({ provider }) => provider.synced && provider.saveState === 'saved') &&
      this.#stock?.synced !== false &&
      this.#rough?.isSettled !== false
    )
  }

  /** Whether a connection of this page is dead, and the page or the server does not know yet. */
  get isHalfOpen(): boolean {
    const providers = this.#socket ? 1 : this.#tracked.length
    const own = providers + (this.#stock ? 1 : 0) + (this.#rough ? 1 : 0)
    const { connections } = this.page
    return connections.length !== own || connections.some(({ isBroken }) => isBroken)
  }

  /** Looks whether what is reported saved is so. Returns what is wrong. */
  async check(
    durable: DurableDocuments,
    note: (what: string) => void,
  ): Promise<string | undefined> {
    for (const { ledger } of this.#tracked) {
      const wrong = await ledger.check(durable, note)
      if (wrong) return wrong
    }
    return this.#rough?.check(durable)
  }

  /** Another state takes the place of what is on disk, which is `doc`. */
  replaced(doc: Y.Doc): void {
    for (const { ledger } of this.#tracked) ledger.replaced(doc)
    this.#rough?.replaced(doc)
  }

  /** From now on nothing is held back. */
  hurry(): void {
    this.#rough?.hurry()
  }

  /** Whether the application knows who it is: stock clients come without a token. */
  get hasUser(): boolean {
    return this.#stock === undefined
  }

  get awareness() {
    return this.#stock?.awareness ?? this.#tracked[0]?.provider.awareness
  }

  /** What an application keeps of the document when the page is closed. */
  get offlineCopy(): OfflineCopy {
    return {
      update: Y.encodeStateAsUpdate(this.#doc),
      history: this.#tracked[0]?.provider.history ?? this.#history,
    }
  }

  write(): void {
    const { world, document, book, maxPadding } = this.#options
    const { random } = world
    if (random.chance(0.05)) {
      if (random.chance(0.6)) this.#undo.undo()
      else this.#undo.redo()
      return
    }
    this.#doc.transact(() => {
      const works: Work[] = []
      const times = random.chance(0.1) ? 1 + random.below(20) : 1
      for (let time = 0; time < times; time += 1) {
        works.push(writeSomething({ doc: this.#doc, document, book, random, maxPadding }))
      }
      this.#work = {
        written: works.flatMap(({ written }) => written),
        deleted: works.flatMap(({ deleted }) => deleted),
      }
      const { written, deleted } = this.#work
      world.note(
        `${this.page.name} writes ${written.map(({ id }) => id).join()} and deletes ` +
          deleted.map(({ id }) => id).join(),
      )
    }, this)
    this.#work = undefined
    if (random.chance(0.1)) for (const { ledger } of this.#tracked) ledger.awaitSaved()
  }

  moveCursor(): void {
    const { random } = this.#options.world
    this.awareness?.setLocalStateField('cursor', random.below(1_000))
  }

  reconnect(): void {
    for (const { provider } of this.#tracked) {
      if (provider.shouldConnect) provider.disconnect()
      else this.#connect(provider)
    }
  }

  /** Lets every provider that is not to connect connect. */
  connect(): void {
    for (const { provider } of this.#tracked) if (!provider.shouldConnect) this.#connect(provider)
  }

  /** A second provider for the same document, in the same page. */
  provideTwice(): void {
    const [first, second] = this.#tracked
    if (first && !second) this.#provide(first.provider.history)
  }

  /** A provider anew for the document that was left without. */
  provideAgain(): void {
    if (!this.#hasLeft && this.kind === 'weft' && this.#tracked.length === 0)
      this.#provide(this.#history)
  }

  leave(): void {
    if (this.#hasLeft) return
    this.#hasLeft = true
    this.endProviders()
    this.#socket?.destroy()
    this.#stock?.destroy()
    this.#stock = undefined
    this.#rough?.end()
    this.#undo.destroy()
    this.#doc.destroy()
  }

  #connect(provider: WeftProvider): void {
    this.page.attempts.wanted()
    this.page.openings.wanted()
    provider.connect()
  }

  #provide(history: History | undefined): void {
    const { page, document, world, application } = this.#options
    page.attempts.wanted()
    page.openings.wanted()
    const provider = new WeftProvider(page.serverUrl, document, this.#doc, {
      history,
      socket: this.#socket,
      token: application.hasTokens ? () => application.token(page) : `${page.name}|`,
      ...(this.#tracked[0] ? { awareness: this.#tracked[0].provider.awareness } : {}),
    })
    const ledger = new Ledger(provider, document, () => this.#work)
    this.#tracked.push({ provider, ledger })
    provider.awareness.setLocalStateField('name', page.name)
    provider.on('history-changed', ({ before, now }) => {
      world.count('provider: history changed')
      world.note(`${page.name} is told of another history`)
      const isSameEpoch = before.epoch === now.epoch
      page.process.after(world.exponential(1_000), () => {
        if (this.#tracked.some((tracked) => tracked.provider === provider)) {
          this.#decide(isSameEpoch, now)
        }
      })
    })
    provider.on('closed', ({ code, reason }) => {
      const because = provider.refusal?.because
      if (because === 'history-changed') return
      if (because === 'unauthenticated' && application.hasTokens) {
        world.count('provider: has run out of tokens')
        page.process.after(1_000, () => this.#connect(provider))
        return
      }
      world.fail(`${page.name} was refused: ${code} ${reason}`)
    })
  }

  #share(): WeftSocket {
    const { page, world } = this.#options
    world.count('page: shares a connection')
    const socket = new WeftSocket(page.serverUrl)
    socket.on('sharing', (sharing) => {
      if (sharing === 'separate')
        world.fail(`${page.name} took the server for one without channels`)
    })
    socket.on('connection-error', (error) => {
      if (error.message.startsWith('Cannot read'))
        world.fail(`${page.name}: ${String(error.cause)}`)
    })
    return socket
  }

  #provideStock(): void {
    const { page, document } = this.#options
    this.#stock = new WebsocketProvider(page.serverUrl, document, this.#doc)
    this.#stock.awareness.setLocalStateField('name', page.name)
  }

  #provideRoughly(): void {
    const { world, page, document } = this.#options
    const workOf = () => this.#work ?? NO_WORK
    this.#rough = new RoughClient({ world, page, document, doc: this.#doc, workOf })
  }

  // What the application does when the document on the server has another past than the one here.
  #decide(isSameEpoch: boolean, now: History): void {
    const { world } = this.#options
    if (this.#hasLeft) return
    this.endProviders()
    this.#history = undefined
    const draw = world.random.next()
    if (draw < 0.5) {
      world.fault('application: takes the server’s version')
      this.#undo.destroy()
      this.#doc.destroy()
      this.#doc = new Y.Doc()
      this.#undo = this.#track()
      this.#provide(undefined)
    } else if (draw < 0.85 && isSameEpoch) {
      world.fault('application: keeps its own version and shares it')
      // It may be made anew once more before anybody is back.
      this.#provide(now)
    } else {
      world.fault('application: keeps its own version for itself')
      this.leave()
    }
  }

  /** The document goes on without a provider, as in a part of the page that is not shown. */
  endProviders(): void {
    if (this.#tracked.length > 0) this.#history = this.#tracked[0]?.provider.history
    for (const { provider, ledger } of this.#tracked) {
      ledger.end()
      provider.destroy()
    }
    this.#tracked = []
  }

  #track(): Y.UndoManager {
    const { notes } = partsOf(this.#doc)
    return new Y.UndoManager(notes, { trackedOrigins: new Set([this]), captureTimeout: 0 })
  }
}
