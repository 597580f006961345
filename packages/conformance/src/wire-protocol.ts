/** What a frame from the server holds. */
export type Unwrapped =
  | { readonly type: 'message'; readonly message: Uint8Array }
  /** Something of the protocol's own, such as an acknowledgement. */
  | { readonly type: 'housekeeping' }
  /** The server has ended this document's session, but not the WebSocket. */
  | { readonly type: 'ended'; readonly reason: string }

/** How the messages of y-websocket travel to a server: as they are, or in another product's envelope. */
export interface WireProtocol {
  readonly name: 'y-websocket' | 'hocuspocus'
  /** Where to connect for a document. */
  url(server: string, documentName: string): string
  /** What is sent before the first message, as whole frames. */
  greeting(documentName: string): readonly Uint8Array[]
  wrap(documentName: string, message: Uint8Array): Uint8Array
  unwrap(frame: Uint8Array): Unwrapped
}
