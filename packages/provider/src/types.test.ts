import type { Decoder } from 'lib0/decoding'
import type { Encoder } from 'lib0/encoding'
import { describe, expectTypeOf, it } from 'vitest'
import type { WebSocket as NodeWebSocket } from 'ws'
import type { Awareness } from 'y-protocols/awareness'
import type { Doc, RelativePosition } from 'yjs'
import type { CollabAwareness, WebSocketConstructor, WeftProvider } from './index.ts'

// The compiler runs these tests: `npm run check` types them, and a wrong one does not compile.

/** Lexical's `Provider` of `@lexical/yjs`, as 0.52 declares it. */
interface LexicalUserState {
  anchorPos: null | RelativePosition
  color: string
  focusing: boolean
  focusPos: null | RelativePosition
  name: string
  awarenessData: object
  [key: string]: unknown
}

interface LexicalProvider {
  awareness: {
    getLocalState: () => LexicalUserState | null
    getStates: () => Map<number, LexicalUserState>
    off: (type: 'update', cb: () => void) => void
    on: (type: 'update', cb: () => void) => void
    setLocalState: (arg0: LexicalUserState | null) => void
    setLocalStateField: (field: string, value: unknown) => void
  }
  connect(): void | Promise<void>
  disconnect(): void
  off(type: 'sync', cb: (isSynced: boolean) => void): void
  off(type: 'update', cb: (arg0: unknown) => void): void
  off(type: 'status', cb: (arg0: { status: string }) => void): void
  off(type: 'reload', cb: (doc: Doc) => void): void
  on(type: 'sync', cb: (isSynced: boolean) => void): void
  on(type: 'status', cb: (arg0: { status: string }) => void): void
  on(type: 'update', cb: (arg0: unknown) => void): void
  on(type: 'reload', cb: (doc: Doc) => void): void
}

/** What BlockNote takes: `collaboration.provider`. */
interface BlockNoteProvider {
  awareness?: Awareness
}

/** What Tiptap's caret, y-codemirror, y-quill and y-monaco read of a provider. */
interface CaretProvider {
  awareness: Awareness
  doc: Doc
}

/** What y-websocket 3.1 declares, but for its underscored fields and for what has the provider's own type in it. */
interface StockProvider {
  serverUrl: string
  bcChannel: string
  maxBackoffTime: number
  params: { [x: string]: string }
  protocols: string[]
  roomname: string
  doc: Doc
  awareness: Awareness
  wsconnected: boolean
  wsconnecting: boolean
  bcconnected: boolean
  disableBc: boolean
  wsUnsuccessfulReconnects: number
  wsLastMessageReceived: number
  shouldConnect: boolean
  synced: boolean
  shouldReconnect: (event: CloseEvent, provider: WeftProvider) => boolean
  messageHandlers: ((
    encoder: Encoder,
    decoder: Decoder,
    provider: WeftProvider,
    emitSynced: boolean,
    messageType: number,
  ) => void)[]
  readonly url: string
  connectBc(): void
  disconnectBc(): void
  connect(): void
  disconnect(): void
  destroy(): void
}

describe('the types of a WeftProvider', () => {
  it('fit where an editor takes a provider, without a cast', () => {
    expectTypeOf<WeftProvider>().toExtend<LexicalProvider>()
    expectTypeOf<WeftProvider>().toExtend<BlockNoteProvider>()
    expectTypeOf<WeftProvider>().toExtend<CaretProvider>()
  })

  it("fit where y-websocket's class is taken", () => {
    expectTypeOf<WeftProvider>().toExtend<StockProvider>()
  })

  it('give an awareness state the type that its reader expects', () => {
    const read = (awareness: CollabAwareness) => ({
      loose: awareness.getLocalState(),
      strict: awareness.getLocalState<{ name: string }>(),
      all: awareness.getStates<{ name: string }>(),
    })

    expectTypeOf(read).returns.toHaveProperty('strict').toEqualTypeOf<{ name: string } | null>()
    expectTypeOf(read).returns.toHaveProperty('all').toEqualTypeOf<Map<number, { name: string }>>()
    expectTypeOf<CollabAwareness>().toExtend<Awareness>()
  })

  it("take the browser's WebSocket and that of the package ws", () => {
    expectTypeOf<typeof WebSocket>().toExtend<WebSocketConstructor>()
    expectTypeOf<typeof NodeWebSocket>().toExtend<WebSocketConstructor>()
  })

  it('know the payload of every event', () => {
    const listen = (provider: WeftProvider) => {
      provider.on('status', ({ status }) => expectTypeOf(status).toExtend<string>())
      provider.on('sync', (isSynced) => expectTypeOf(isSynced).toEqualTypeOf<boolean>())
      provider.on('closed', ({ code, reason }) => {
        expectTypeOf(code).toEqualTypeOf<number>()
        expectTypeOf(reason).toEqualTypeOf<string>()
      })
      provider.on('connection-close', (event, from) => {
        expectTypeOf(event).toEqualTypeOf<CloseEvent | null>()
        expectTypeOf(from).toEqualTypeOf<WeftProvider>()
      })
      provider.on('save-state', (saveState) =>
        expectTypeOf(saveState).toEqualTypeOf<
          'saved' | 'saving' | 'offline' | 'failed' | 'unknown'
        >(),
      )
      // @ts-expect-error There is no such event.
      provider.on('saved', () => {})
    }

    expectTypeOf(listen).toBeFunction()
  })
})
