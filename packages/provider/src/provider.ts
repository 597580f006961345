import type { DocumentSize, Rights } from '@weft/protocol'
import { ObservableV2 } from 'lib0/observable'
import type { Doc } from 'yjs'
import { BrowserEvents, HIDDEN_BACKOFF, isHidden, isLeaving } from './browser-events.ts'
import type { CollabAwareness } from './collab-awareness.ts'
import { isConnected, isWanted } from './core/connection.ts'
import type { ConnectionListener } from './core/document-connection-options.ts'
import { DocumentConnection } from './core/document-connection.ts'
import type { History } from './core/history.ts'
import { contain } from './core/ports.ts'
import type { Refusal } from './core/refusal.ts'
import type { SaveState } from './core/save-state.ts'
import { CrossTab } from './cross-tab.ts'
import * as defaultOptions from './default-options.ts'
import { checkDocumentPath, checkServerUrl, documentUrl } from './document-url.ts'
import { errorEvent, type ProviderEvents } from './events.ts'
import { handleMessage, type MessageHandler } from './message-handler.ts'
import type { OfflineCopy } from './offline-copy.ts'
import type { ProviderOptions } from './options.ts'
import { destroyOwnAwareness, ownAwareness } from './own-awareness.ts'
import { isNotPermanent, SocketOpener } from './socket-opener.ts'
import { sleeplessClock, systemClock } from './system-clock.ts'
import { CLIENT } from './version.ts'
import type { WebSocketLike } from './web-socket.ts'
import type { WireListener } from './wire-listener.ts'

/**
 * Keeps a Y.Doc in sync with a server, and knows when its edits are on the server's disk. A drop-in for y-websocket's
 * WebsocketProvider.
 *
 * @example
 *   const doc = new Y.Doc()
 *   const provider = new WeftProvider('wss://example.com', 'my-document', doc)
 *   provider.on('save-state', (saveState) => showSaveState(saveState))
 */
export class WeftProvider extends ObservableV2<ProviderEvents<WeftProvider>> {
  /** The document that is kept in sync. */
  readonly doc: Doc
  /** There at once, and the same object for the provider's life. */
  readonly awareness: CollabAwareness
  /** Where the server is, without the document. */
  readonly serverUrl: string
  /** The document's name, under y-websocket's name for it. */
  readonly roomname: string
  /** The name of the BroadcastChannel that the tabs of this browser share. */
  readonly bcChannel: string
  /** Query parameters; a change counts from the next attempt to connect. */
  params: Record<string, string>
  /** WebSocket subprotocols; a change counts from the next attempt to connect. */
  protocols: string[]
  /** The longest time between two attempts to connect, in milliseconds. */
  maxBackoffTime: number
  /** Whether to leave the other tabs of this browser alone. A change counts from the next `connectBc`. */
  disableBc: boolean
  /** Asked when the server closed the connection: whether to come back. */
  shouldReconnect: (event: CloseEvent, provider: WeftProvider) => boolean
  /** Hears of every frame that is sent or taken from now on. */
  debug: WireListener | undefined
  /** Handlers for message types of the application's own, by number. Types of Weft and y-websocket do not come here. */
  readonly messageHandlers: MessageHandler<WeftProvider>[] = []
  /** Resolves once the server's whole state has been here. Never rejects. */
  readonly whenSynced: Promise<void>
  /** The copy on this device; undefined without the option `offline`. */
  readonly offline: OfflineCopy | undefined

  readonly #path: string
  readonly #hasOwnAwareness: boolean
  readonly #connection: DocumentConnection
  readonly #crossTab: CrossTab
  readonly #browser: BrowserEvents
  readonly #sockets: SocketOpener
  readonly #leaveSocket: (() => void) | undefined
  // Known before the connection's state is, when a listener destroys amid what an event brings about.
  #isDestroyed = false

  /**
   * @param serverUrl Where the server is, e.g. `wss://example.com`.
   * @param documentName Which document: 1–512 bytes of UTF-8 without control characters.
   * @throws {TypeError} When the URL or the name cannot be used, or when there is no WebSocket to connect with.
   */
  constructor(
    serverUrl: string,
    documentName: string,
    doc: Doc,
    options: ProviderOptions<WeftProvider> = {},
  ) {
    super()
    this.serverUrl = checkServerUrl(serverUrl)
    this.#path = checkDocumentPath(documentName)
    this.roomname = documentName
    this.bcChannel = `${this.serverUrl}/${documentName}`
    this.doc = doc
    this.params = options.params ?? {}
    this.protocols = options.protocols ?? []
    this.maxBackoffTime = options.maxBackoffTime ?? defaultOptions.maxBackoffTime
    this.disableBc = options.disableBc ?? defaultOptions.disableBc
    this.shouldReconnect = options.shouldReconnect ?? isNotPermanent
    this.debug = options.debug
    const heard: WireListener = (...frame) => contain(systemClock, () => this.debug?.(...frame))
    this.#sockets = new SocketOpener({
      clock: systemClock,
      heard,
      webSocketClass:
        options.socket?.WebSocket ?? options.WebSocketPolyfill ?? globalThis.WebSocket,
      url: () => this.url,
      protocols: () => this.protocols,
      shouldReconnect: (event) => this.shouldReconnect(event, this),
      closed: (event) => this.emit('connection-close', [event, this]),
      failed: (event) => this.emit('connection-error', [event, this]),
    })
    const isWanted = options.connect ?? defaultOptions.connect
    // Before anything is made that would have to be taken down again.
    if (isWanted) this.#sockets.check()
    this.#leaveSocket = options.socket?.attach(
      this.serverUrl,
      () => this.#connection.wake(),
      () => this.shouldConnect,
    )
    this.#hasOwnAwareness = options.awareness === undefined
    this.awareness = (options.awareness ?? ownAwareness(doc)) as CollabAwareness
    this.whenSynced = new Promise((resolve) => {
      this.once('sync', () => resolve())
    })
    this.#connection = this.#createConnection(options)
    this.offline = options.offline?.(this, this.#connection)
    const { presence } = this.#connection
    this.#crossTab = new CrossTab({
      name: this.bcChannel,
      doc,
      presence,
      clock: systemClock,
      serverOrigin: this,
      heard,
      history: () => this.history,
      learnt: (history) => this.#connection.learntHistory(history),
      failed: (error) => this.#tellError(errorEvent(error)),
      receivedForeign: (frame) => handleMessage(frame, this.messageHandlers, this, false),
    })
    this.#browser = new BrowserEvents({
      woke: () => this.#connection.wake(),
      wentOffline: () => this.#connection.doubt(),
      hid: () => this.#connection.hide(),
      froze: () => this.#connection.flush(),
      showed: () => {
        const { clientID, meta } = this.awareness
        // While nothing ran here nobody could be heard. From now on they have as long as ever to say something.
        for (const [id, others] of meta) if (id !== clientID) others.lastUpdated = Date.now()
        presence.show()
      },
    })
    doc.on('destroy', this.#onDocDestroyed)
    if (isWanted) this.connect()
  }

  /** Which document. */
  get documentName(): string {
    return this.roomname
  }

  /** The URL of the next attempt to connect. */
  get url(): string {
    return documentUrl(this.serverUrl, this.#path, this.params)
  }

  /** The WebSocket now; null without one. */
  get ws(): WebSocketLike | null {
    return this.#sockets.current
  }

  /** Whether the connection stands. */
  get wsconnected(): boolean {
    return isConnected(this.#connection.state)
  }

  /** Whether an attempt to connect is under way. */
  get wsconnecting(): boolean {
    const { name } = this.#connection.state
    return name === 'authorizing' || name === 'connecting'
  }

  /** When the server was last heard, in milliseconds since 1970; 0 before that. */
  get wsLastMessageReceived(): number {
    return this.#sockets.heardAtMs
  }

  /** Attempts that failed in a row, with the connections that lasted less than 5 s. 0 from a finished handshake on. */
  get wsUnsuccessfulReconnects(): number {
    const { state } = this.#connection
    return 'failures' in state ? state.failures : 0
  }

  /** In how many milliseconds the next attempt to connect begins; undefined while none waits. */
  get retryInMs(): number | undefined {
    return this.#connection.retryInMs
  }

  /** Whether the document is shared with the other tabs of this browser. */
  get bcconnected(): boolean {
    return this.#crossTab.isConnected
  }

  /** Whether the server's whole state is here and the connection stands. */
  get synced(): boolean {
    const { state } = this.#connection
    return state.name === 'joined' && state.isSynced
  }

  /** How much of the server's state is here, from 0 to 1: a large one comes in pieces. */
  get syncProgress(): number {
    return this.#connection.syncProgress
  }

  /** Whether a connection is wanted. Setting it is `connect` or `disconnect`, without the other tabs. */
  get shouldConnect(): boolean {
    return isWanted(this.#connection.state)
  }

  set shouldConnect(shouldConnect: boolean) {
    if (shouldConnect) this.#connection.connect()
    else this.#connection.disconnect()
  }

  /** Where the local edits are. */
  get saveState(): SaveState {
    return this.#connection.saves.state
  }

  /**
   * How many local edits are not known to be on the server's disk. What the document held when the provider was made
   * counts as one. Against a stock server it only grows.
   */
  get unsavedChanges(): number {
    return this.#connection.saves.edits.count
  }

  /** Whether the server says what is on its disk: false until a Weft server has answered. */
  get hasAcknowledgements(): boolean {
    return this.#connection.saves.facts.hasAcknowledgements ?? false
  }

  /** The round trip to the server in milliseconds; undefined without a connection to a Weft server. */
  get latencyMs(): number | undefined {
    return this.#connection.latencyMs
  }

  /** What to keep beside an offline copy of the document, to be given as the option `history`; undefined before welcome. */
  get history(): History | undefined {
    return this.#connection.history
  }

  /** The name of the document's history on the server; undefined before a Weft server has told it. */
  get epoch(): string | undefined {
    return this.history?.epoch
  }

  /** What the server lets us do. Without the right to write, edits are kept here and not sent. */
  get rights(): Rights {
    return this.#connection.rights
  }

  /** How large the document is and may become, once the server has warned that it is large. */
  get documentSize(): DocumentSize | undefined {
    return this.#connection.documentSize
  }

  /** Why the provider has stopped; undefined while it has not. */
  get refusal(): Refusal | undefined {
    const { state } = this.#connection
    return state.name === 'stopped' ? state.refusal : undefined
  }

  /**
   * Resolves once all edits made so far are on the server's disk. Rejects when that cannot be learnt: from a stock server,
   * after a refusal, and after {@link destroy}.
   */
  async whenSaved(): Promise<void> {
    return this.#onceLoaded(() => this.#connection.saves.whenSaved())
  }

  /**
   * Connects, or tries again at once. Harmless when connected.
   *
   * @throws {TypeError} When there is no WebSocket.
   */
  connect(): void {
    this.#sockets.check()
    // Who registers late and waits for `sync` must hear it as well.
    if (this.synced) queueMicrotask(() => this.synced && this.#tellSync(true))
    this.#connection.presence.show()
    this.#connection.connect()
    if (!this.bcconnected) this.connectBc()
  }

  /** Leaves the server and the other tabs. The own awareness state is kept. Harmless when disconnected. */
  disconnect(): void {
    this.disconnectBc()
    this.#connection.disconnect()
  }

  /** Shares the document with the other tabs of this browser, unless {@link disableBc} is set. */
  connectBc(): void {
    if (this.#isLoading) void this.#onceLoaded(() => this.shouldConnect && this.connectBc())
    else if (!this.disableBc && !this.#isDestroyed) this.#crossTab.connect()
  }

  /** Leaves the other tabs of this browser. */
  disconnectBc(): void {
    this.#crossTab.disconnect()
  }

  /** Disconnects for good and lets go of all timers and listeners. */
  override destroy(): void {
    this.#isDestroyed = true
    this.offline?.destroy()
    this.#crossTab.destroy()
    this.#connection.destroy()
    this.#leaveSocket?.()
    this.doc.off('destroy', this.#onDocDestroyed)
    if (this.#hasOwnAwareness) {
      contain(systemClock, () => destroyOwnAwareness(this.awareness))
    }
    contain(systemClock, () => this.emit('destroy', [this]))
    super.destroy()
  }

  readonly #onDocDestroyed = (): void => this.destroy()

  get #isLoading(): boolean {
    return this.offline?.state.name === 'loading'
  }

  // Before anything is exchanged: the copy on this device says which history the document has, and what is not saved yet.
  #onceLoaded<T>(run: () => T | Promise<T>): T | Promise<T> {
    return this.offline && this.#isLoading ? this.offline.whenLoaded.then(run) : run()
  }

  #createConnection(options: ProviderOptions<WeftProvider>): DocumentConnection {
    const token = options.token ?? defaultOptions.token
    const fetchToken = typeof token === 'function' ? token : () => token
    const silenceTimeoutMs = options.silenceTimeoutMs ?? defaultOptions.silenceTimeoutMs
    return new DocumentConnection({
      doc: this.doc,
      awareness: this.awareness,
      origin: this,
      clock: sleeplessClock(),
      random: () => Math.random(),
      isLeaving,
      settings: () => ({
        maxBackoffMs: this.maxBackoffTime * (isHidden() ? HIDDEN_BACKOFF : 1),
        connectTimeoutMs: options.connectTimeoutMs ?? defaultOptions.connectTimeoutMs,
        silenceTimeoutMs,
        canRenewToken: typeof token === 'function',
      }),
      fetchToken: () => this.#onceLoaded(fetchToken),
      openSocket: (handlers) => this.#sockets.open(handlers),
      client: CLIENT,
      maxMessageBytes: options.maxMessageBytes ?? defaultOptions.maxMessageBytes,
      unsavedWarningMs: options.unsavedWarningMs ?? defaultOptions.unsavedWarningMs,
      resyncIntervalMs: options.resyncInterval ?? defaultOptions.resyncInterval,
      history: options.history,
      emitter: this,
      listener: this.#createListener(),
    })
  }

  #createListener(): ConnectionListener {
    return {
      statusChanged: (status) => {
        // Theirs went with the server's, and ours with them. All are still there.
        if (status === 'disconnected') this.#crossTab.showPresence()
        this.emit('status', [{ status }])
      },
      syncChanged: (isSynced) => this.#tellSync(isSynced),
      refused: ({ code, reason }) => {
        // Other tabs may have the document's new history by now, and pass on to the server what they get from here.
        this.disconnectBc()
        this.emit('closed', [{ code, reason }, this])
      },
      failed: (error) => this.#tellError(errorEvent(error)),
      receivedForeign: (frame) => {
        const answer = handleMessage(frame, this.messageHandlers, this, true)
        if (answer) this.#sockets.send(answer)
      },
      presenceChanged: (awareness) => this.#crossTab.publishPresence(awareness),
      // A provider that is only disconnected must not be held by the window: not all editors destroy theirs.
      settled: () => (this.shouldConnect ? this.#browser.start() : this.#browser.stop()),
    }
  }

  #tellSync(isSynced: boolean): void {
    if (isSynced) contain(systemClock, () => this.emit('sync-progress', [1]))
    contain(systemClock, () => this.emit('synced', [isSynced]))
    contain(systemClock, () => this.emit('sync', [isSynced]))
  }

  #tellError(event: Event): void {
    contain(systemClock, () => this.emit('connection-error', [event, this]))
  }
}
