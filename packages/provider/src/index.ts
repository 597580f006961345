import type { ProviderEvents } from './events.ts'
import type { ProviderOptions } from './options.ts'
import type { WeftProvider } from './provider.ts'

export type { DocumentSize, Rights } from '@weft/protocol'
export type { CollabAwareness } from './collab-awareness.ts'
export type { ConnectionStatus } from './core/connection-state.ts'
export type { History } from './core/history.ts'
export type { Refusal, RefusalReason } from './core/refusal.ts'
export type { SaveState } from './core/save-state.ts'
export type { MessageHandler } from './message-handler.ts'
export type { Token } from './options.ts'
export { WeftProvider, WeftProvider as WebsocketProvider } from './provider.ts'
export {
  messageAuth,
  messageAwareness,
  messageQueryAwareness,
  messageSync,
} from './stock-message-type.ts'
export type { SharedSocket } from './shared-socket.ts'
export type { WebSocketConstructor, WebSocketLike } from './web-socket.ts'

/** The options of {@link WeftProvider}. */
export type WeftProviderOptions<Provider = WeftProvider> = ProviderOptions<Provider>
/** The events of {@link WeftProvider}, and what their listeners get. */
export type WeftProviderEvents<Provider = WeftProvider> = ProviderEvents<Provider>
