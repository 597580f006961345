export type { Rights } from '@weft/protocol'
export type { CollabAwareness } from './collab-awareness.ts'
export type { ConnectionStatus } from './core/connection-state.ts'
export type { History } from './core/history.ts'
export type { Refusal, RefusalReason } from './core/refusal.ts'
export type { SaveState } from './core/save-state.ts'
export type { WeftProviderEvents } from './events.ts'
export type { MessageHandler } from './message-handler.ts'
export type { Token, WeftProviderOptions } from './options.ts'
export { WeftProvider, WeftProvider as WebsocketProvider } from './provider.ts'
export {
  messageAuth,
  messageAwareness,
  messageQueryAwareness,
  messageSync,
} from './stock-message-type.ts'
export type { WebSocketConstructor, WebSocketLike } from './web-socket.ts'
