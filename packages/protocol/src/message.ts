/** What a peer may do on a document. */
export interface Rights {
  readonly canWrite: boolean
  /** Set while the document is full and the peer could write otherwise: deletions are still taken. */
  readonly isFull?: true
}

/** How large the document is that the peer looks at. */
export interface DocumentSize {
  /** Of its encoded state. */
  readonly bytes: number
  /** From this size on peers are warned. */
  readonly warnBytes: number
  /** From this size on nothing can be added. */
  readonly maxBytes: number
}

/** A place in a document's history: a record of its update log. */
export interface KnownPlace {
  readonly epoch: string
  readonly sequence: number
  /** The branch that the record is on; empty when that is not known. */
  readonly branch: string
}

/** Where the document's log stands on the server, and whether the client's place is in it. */
export interface Line {
  /** The branch of the record that welcome's `sequence` names; empty when there is none. */
  readonly branch: string
  /** The branch of all records after it, as long as this session lasts. */
  readonly nextBranch: string
  /** False when hello named a place that is not in the log. */
  readonly hasPlace: boolean
}

/** Sent first by a client that speaks the extension. */
export interface Hello {
  readonly type: 'hello'
  readonly version: number
  /** The client library and its version, for logs, e.g. `@weft/provider/0.1.0`. */
  readonly client: string
  /** Empty when there is none. */
  readonly token: string
  /** Session id and secret of the connection that this one continues; both empty when there is none. */
  readonly sessionId: string
  readonly resumeSecret: string
  /** The newest record that the client was told of; undefined when it knows of none. */
  readonly place?: KnownPlace
}

/** The server's answer to hello, before anything else. */
export interface Welcome {
  readonly type: 'welcome'
  readonly version: number
  readonly sessionId: string
  readonly resumeSecret: string
  /** Names one history of the document; another one means that the old history was replaced. */
  readonly epoch: string
  /** The update log's last sequence number that is on disk. */
  readonly sequence: number
  readonly rights: Rights
  /** The largest message that the server takes, fragmented or not, in bytes. */
  readonly maxMessageBytes: number
  /** False while the server's storage fails: edits are taken, but not saved yet. */
  readonly isSaving: boolean
  /** Undefined from a server that does not tell. */
  readonly line?: Line
}

/** How many of this session's sync step 2 and update messages are on disk, counted from its hello. */
export interface Saved {
  readonly type: 'saved'
  readonly count: number
  /** The update log's sequence number that holds them. */
  readonly sequence: number
}

/** One part of a message. Parts come in order; other messages may come between them, another fragmented one may not. */
export interface Fragment {
  readonly type: 'fragment'
  /** The whole message's length in bytes, the same in each part. */
  readonly totalBytes: number
  /** Where this part starts. */
  readonly offset: number
  readonly bytes: Uint8Array
}

/** Everything that can stand in a frame. */
export type Message =
  | { readonly type: 'syncStep1'; readonly stateVector: Uint8Array }
  | { readonly type: 'syncStep2'; readonly update: Uint8Array }
  | { readonly type: 'update'; readonly update: Uint8Array }
  | { readonly type: 'awareness'; readonly awareness: Uint8Array }
  | { readonly type: 'permissionDenied'; readonly reason: string }
  | { readonly type: 'queryAwareness' }
  | Hello
  | Welcome
  | Saved
  | { readonly type: 'notSaved' }
  | { readonly type: 'ping'; readonly id: number }
  | { readonly type: 'pong'; readonly id: number }
  | { readonly type: 'rights'; readonly rights: Rights }
  /** Come back after a random delay of at most this many milliseconds. */
  | { readonly type: 'goingAway'; readonly maxDelayMs: number }
  | Fragment
  | ({ readonly type: 'documentSize' } & DocumentSize)
  /** Takes the place of the token that the peer came with. */
  | { readonly type: 'token'; readonly token: string }
  /** How long the peer's token is still good for, in milliseconds; 0: it does not run out. */
  | { readonly type: 'tokenValid'; readonly validForMs: number }
  /** Entries of an awareness message, each as a difference to the one that the peer was sent before. */
  | { readonly type: 'awarenessPatch'; readonly patch: Uint8Array }

/** What a server may send, and a tab of the same browser. */
export type ServerMessage = Exclude<Message, { readonly type: 'hello' | 'token' }>
