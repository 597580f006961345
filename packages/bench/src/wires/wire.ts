/** How a server is spoken to: what y-websocket's messages look like on its connections, both ways. */
export interface Wire {
  /** The path of the URL at which a room is reached. */
  path(room: string): string
  /** What a peer says as soon as it is connected, message by message: who it is, and what it has of the document. */
  greeting(room: string, stateVector: Uint8Array): readonly Uint8Array[]
  /** Turns a message of y-websocket into one of this wire. */
  wrap(room: string, message: Uint8Array): Uint8Array
  /** Reads one message of the server. On the hot path: it copies nothing of updates and awareness. */
  read(bytes: Uint8Array, start: number, end: number, listener: WireListener): void
}

/** What a server says. Bounds are offsets in `bytes`, which are only good until the call returns. */
export interface WireListener {
  /** A Yjs update, of edits that are new or as a part of the state. */
  onUpdate(bytes: Uint8Array, start: number, end: number): void
  /** The answer to the greeting: everything that the peer lacked came with this or before it. */
  onSynced(): void
  /** The server asks what this peer has that it lacks. */
  onAsked(): void
  /** y-protocols' awareness entries. */
  onAwareness(bytes: Uint8Array, start: number, end: number): void
  /** Weft's awareness patches. */
  onAwarenessPatch(bytes: Uint8Array, start: number, end: number): void
  /** The first so many updates of this peer are saved, as this server has it. */
  onSaved(count: number): void
  /** This is to be answered, at once. */
  onReply(message: Uint8Array): void
}
