import {
  PROTOCOL_VERSION,
  ProtocolError,
  type DocumentSize,
  type Hello,
  type Rights,
  type Welcome,
} from '@weft/protocol'
import type { Doc } from 'yjs'
import type { Tell } from './connection-events.ts'
import { isWanted } from './connection.ts'
import { ConnectionRunner } from './connection-runner.ts'
import type { ConnectionState, OutwardEffect, ServerKind } from './connection-state.ts'
import type { DocumentConnectionOptions } from './document-connection-options.ts'
import { Exchange, type Notice } from './exchange.ts'
import type { History } from './history.ts'
import { KnownServer } from './known-server.ts'
import { contain, type Socket } from './ports.ts'
import { PresenceLink } from './presence-link.ts'
import { reachOf } from './reach.ts'
import { SaveTracker } from './save-tracker.ts'
import { TokenSource } from './token-source.ts'
import { unreadable } from './unreadable.ts'
import { UnsavedEdits } from './unsaved-edits.ts'

const OTHER_HISTORY = 'the document on the server has another history than the one here'
const CLIENT_ID_TAKEN =
  'the server has edits under the client ID of this document that were not made here'

/**
 * A document's connection to its server, over as many sockets as it takes. Carries out what the machine decides, and
 * knows what outlives a socket: which edits are on disk, which history the document has, what the server said last.
 */
export class DocumentConnection {
  readonly presence: PresenceLink
  readonly saves: SaveTracker
  readonly #options: DocumentConnectionOptions
  readonly #runner: ConnectionRunner
  readonly #known: KnownServer
  readonly #tokens: TokenSource
  #token = ''
  #socket: Socket | undefined
  #exchange: Exchange | undefined
  #isNetworkDoubted = false
  #syncProgress = 0
  #documentSize: DocumentSize | undefined

  constructor(options: DocumentConnectionOptions) {
    const { doc, awareness, clock, listener } = options
    this.#options = options
    this.#known = new KnownServer(options.history)
    this.#runner = new ConnectionRunner({
      clock,
      random: options.random,
      settings: options.settings,
      carryOut: (effect) => this.#carryOut(effect),
      settled: () => {
        this.saves.update({ reach: reachOf(this.state, this.#isNetworkDoubted) })
        if (!isWanted(this.state)) this.saves.rest()
        this.#contain(() => listener.settled())
      },
    })
    this.#tokens = new TokenSource({
      ...options,
      renewed: (token) => this.#exchange?.sendToken(token),
      failed: (error) => this.#failed(error),
    })
    this.saves = new SaveTracker(new UnsavedEdits(isEmpty(doc) ? 0 : 1), options, this.#tell)
    this.presence = new PresenceLink(awareness, clock, options.isLeaving, (own) => {
      this.#exchange?.sendPresence(own)
      this.#contain(() => listener.presenceChanged(own))
    })
    doc.on('update', this.#onUpdate)
  }

  get state(): ConnectionState {
    return this.#runner.state
  }

  /** In how many milliseconds the next attempt to connect begins; undefined while none waits. */
  get retryInMs(): number | undefined {
    return this.#runner.retryInMs
  }

  /** The round trip to the server in milliseconds, by its last answer; undefined while there is none. */
  get latencyMs(): number | undefined {
    return this.#exchange?.latencyMs
  }

  /** How much of the server's state is here, as a part of 1. */
  get syncProgress(): number {
    return this.#isSynced ? 1 : this.#syncProgress
  }

  get rights(): Rights {
    return this.#known.rights
  }

  /** How large the document is, if the server has warned of that. */
  get documentSize(): DocumentSize | undefined {
    return this.#documentSize
  }

  get history(): History | undefined {
    return this.#known.history
  }

  /** Another tab, whose content is to be merged into ours, knows this of the document's history. */
  learntHistory(history: History): void {
    this.#known.learnt(history)
  }

  connect(): void {
    this.#runner.dispatch({ type: 'connect' })
  }

  disconnect(): void {
    this.#runner.dispatch({ type: 'disconnect' })
  }

  /** The network came back, or the page was shown again. */
  wake(): void {
    this.#isNetworkDoubted = false
    this.#runner.dispatch({ type: 'wake' })
  }

  /** The browser says that the network is gone. Believed until bytes prove otherwise. */
  doubt(): void {
    this.#isNetworkDoubted = true
    this.#runner.dispatch({ type: 'doubt' })
  }

  /** The page goes away, perhaps for good. All that is left to say leaves now. {@link wake} comes back. */
  hide(): void {
    this.presence.hide()
    this.flush()
    this.#runner.dispatch({ type: 'hide' })
  }

  /** Sends at once what waits for the end of the turn or of the frame. */
  flush(): void {
    this.#exchange?.flush()
    this.presence.flush()
  }

  destroy(): void {
    this.#runner.dispatch({ type: 'destroy' })
    this.#options.doc.off('update', this.#onUpdate)
    this.presence.destroy()
  }

  readonly #tell: Tell = (name, ...args) =>
    this.#contain(() => this.#options.emitter.emit(name, args))

  readonly #onUpdate = (update: Uint8Array, origin: unknown): void => {
    if (origin === this.#options.origin) return
    this.saves.edits.add()
    this.#exchange?.edited(update)
    this.#runner.awake()
    this.saves.update({ canWrite: this.#canSave })
  }

  #carryOut(effect: OutwardEffect): void {
    const { listener } = this.#options
    switch (effect.type) {
      case 'fetchToken':
        return this.#fetchToken(effect.attempt)
      case 'openSocket':
        return this.#openSocket(effect.attempt)
      case 'greet':
        return this.#exchange?.greet(this.#hello())
      case 'probe':
        return this.#exchange?.probe()
      case 'sayGoodbye':
        return this.#exchange?.sendPresence(this.presence.absence)
      case 'closeSocket':
        return this.#closeSocket(effect.code, effect.reason)
      case 'forgetOthers':
        return this.presence.forgetOthers(this.#options.origin)
      case 'tellStatus':
        return this.#contain(() => listener.statusChanged(effect.status))
      case 'tellSync':
        return this.#contain(() => listener.syncChanged(effect.isSynced))
      case 'tellRefusal':
        return this.#contain(() => listener.refused(effect.refusal))
      default:
        effect satisfies never
    }
  }

  #fetchToken(attempt: number): void {
    this.#tokens.fetch((fetched) => {
      if (attempt !== this.state.attempt) return
      const isReady = 'token' in fetched
      if (isReady) this.#token = fetched.token
      else this.#failed(fetched.error)
      this.#runner.dispatch({ type: isReady ? 'tokenReady' : 'tokenFailed', attempt })
    })
  }

  #openSocket(attempt: number): void {
    try {
      this.#socket = this.#options.openSocket({
        opened: () => this.#runner.dispatch({ type: 'opened', attempt }),
        received: (frame) => this.#received(attempt, frame),
        closed: (close) => this.#runner.dispatch({ type: 'closed', attempt, ...close }),
      })
    } catch (cause) {
      this.#failed(new Error('Cannot open a socket', { cause }))
      return this.#runner.dispatch({ type: 'broken', attempt })
    }
    this.#exchange = new Exchange({
      ...this.#options,
      socket: this.#socket,
      edits: this.saves.edits,
      presence: this.presence,
      listener: {
        met: (server, welcome) => this.#met(attempt, server, welcome),
        progressed: (progress) => this.#progressed(progress),
        synced: () => this.#runner.dispatch({ type: 'synced', attempt }),
        clientIdTaken: () => this.#clientIdTaken(attempt),
        noticed: (notice) => this.#noticed(attempt, notice),
        refused: (refusal) => this.#runner.dispatch({ type: 'refused', attempt, refusal }),
      },
    })
  }

  #hello(): Hello {
    const { client } = this.#options
    const token = this.#token
    const { session, place } = this.#known
    const hello = { type: 'hello', version: PROTOCOL_VERSION, client, token, ...session } as const
    return place ? { ...hello, place } : hello
  }

  #received(attempt: number, frame: Uint8Array | string): void {
    if (attempt !== this.state.attempt) return
    this.#isNetworkDoubted = false
    this.#runner.dispatch({ type: 'heard', attempt })
    try {
      if (typeof frame === 'string') throw new ProtocolError('UNKNOWN_TYPE', 'a text frame')
      this.#exchange?.receive(frame)
    } catch (cause) {
      this.#failed(unreadable('the server', cause))
      this.#runner.dispatch({ type: 'broken', attempt })
    }
  }

  #met(attempt: number, server: ServerKind, welcome: Welcome | undefined): void {
    const other = welcome && this.#known.accept(welcome, isEmpty(this.#options.doc))
    if (other) return this.#historyChanged(attempt, OTHER_HISTORY, other.before, other.now)
    this.#setDocumentSize(undefined)
    this.saves.update({
      hasAcknowledgements: server === 'weft',
      isServerSaving: welcome?.isSaving ?? true,
    })
    this.#setRights(welcome?.rights ?? { canWrite: true })
    this.#runner.dispatch({ type: 'greeted', attempt, server })
  }

  get #isSynced(): boolean {
    return this.state.name === 'joined' && this.state.isSynced
  }

  #progressed(progress: number): void {
    if (this.#isSynced) return
    this.#syncProgress = progress
    this.#tell('sync-progress', progress)
  }

  // Somebody wrote under our client ID while we were away, so the server takes edits of ours for known that it never had.
  #clientIdTaken(attempt: number): void {
    const history = this.#known.history
    if (history) this.#historyChanged(attempt, CLIENT_ID_TAKEN, history, history)
  }

  #historyChanged(attempt: number, reason: string, before: History, now: History): void {
    const refusal = { because: 'history-changed', code: 1000, reason } as const
    this.#runner.dispatch({ type: 'refused', attempt, refusal })
    this.#tell('history-changed', { before, now })
  }

  #noticed(attempt: number, notice: Notice): void {
    switch (notice.type) {
      case 'saved':
        this.saves.edits.confirm(notice.count)
        this.#known.reached(notice.sequence)
        return this.saves.update({ isServerSaving: true })
      case 'notSaved':
        return this.saves.update({ isServerSaving: false })
      case 'rights':
        return this.#setRights(notice.rights)
      case 'documentSize': {
        const { bytes, warnBytes, maxBytes } = notice
        return this.#setDocumentSize({ bytes, warnBytes, maxBytes })
      }
      case 'tokenValid':
        if (notice.validForMs === 0 || !this.#options.settings().canRenewToken) return
        return this.#tokens.renewWithin(notice.validForMs)
      case 'goingAway':
        return this.#runner.dispatch({ ...notice, attempt })
      case 'permissionDenied':
        return this.#failed(new Error(`Permission denied: ${notice.reason}`))
      case 'foreign':
        return this.#contain(() => this.#options.listener.receivedForeign(notice.frame))
      default:
        notice satisfies never
    }
  }

  /** Whether an edit that was made now would be sent, or was sent if it only deletes. */
  get #canSave(): boolean {
    return this.rights.canWrite || this.#exchange?.maySendDeletions === true
  }

  #setDocumentSize(size: DocumentSize | undefined): void {
    if (!size && !this.#documentSize) return
    this.#documentSize = size
    this.#tell('document-size', size)
  }

  #setRights(rights: Rights): void {
    if (!this.#known.grant(rights)) return
    this.saves.update({ canWrite: this.#canSave })
    this.#tell('rights', rights)
  }

  #closeSocket(code: number, reason: string): void {
    this.#tokens.stop()
    this.#exchange?.end()
    this.#exchange = undefined
    this.#socket?.close(code, reason)
    this.#socket = undefined
    this.#syncProgress = 0
    // Another server process may answer next time.
    this.saves.update({ isServerSaving: true })
  }

  #failed(error: Error): void {
    this.#contain(() => this.#options.listener.failed(error))
  }

  #contain(run: () => void): void {
    contain(this.#options.clock, run)
  }
}

function isEmpty({ store }: Doc): boolean {
  return store.clients.size === 0 && store.pendingStructs === null
}
