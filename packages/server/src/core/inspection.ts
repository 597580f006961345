import type { DocumentName } from '@weft/protocol'

/** One peer, as an operator sees it. Holds no token and nothing of a document's content. */
export interface PeerInspection {
  /** The session's id: what the log calls `peer`, and what `disconnect` takes. */
  readonly id: string
  /** How far it has got: nothing was heard of it yet, it is on its way in, or it is in. */
  readonly state: 'greeting' | 'joining' | 'joined'
  /** The document that it is let into; until then the name that it asked for. */
  readonly document: DocumentName
  /** The name that it asked for, which may be a link's. */
  readonly askedFor: DocumentName
  /** Who the application says it is; undefined: nobody in particular. */
  readonly user: string | undefined
  /** What that user is called. */
  readonly userName: string | undefined
  /** Its address, as the application is told it. */
  readonly address: string
  /** What it calls itself in hello, at most 100 characters; `stock` if it said none; undefined before its first word. */
  readonly client: string | undefined
  /** What it may do now; undefined until it is in. */
  readonly rights: 'read' | 'write' | undefined
  /** Whether the others are not to know of it. */
  readonly isHidden: boolean
  /** Whether it is one of the channels of a shared connection. */
  readonly isChannel: boolean
  /** When it connected, in milliseconds since 1970. */
  readonly sinceMs: number
  /** When something was last heard of it, in milliseconds since 1970. */
  readonly heardMs: number
  /** Bytes that it was sent and has not read yet, as far as the transport tells. */
  readonly unreadBytes: number
  /** Whether it reads so slowly that it is sent nothing more until it has caught up. */
  readonly isBehind: boolean
  /** Messages of its own that are not confirmed yet. */
  readonly unconfirmed: number
  /** How long the answer to the last ping took, in milliseconds; undefined before the first. */
  readonly roundTripMs: number | undefined
}

/** One room, as an operator sees it. */
export interface RoomInspection {
  readonly document: DocumentName
  readonly state: 'loading' | 'live' | 'closing'
  /** How many peers are in. */
  readonly peers: number
  /** How many of them may write. */
  readonly writers: number
  /** How many of them are behind. */
  readonly behind: number
  /** Bytes that its peers have not read, in all. */
  readonly unreadBytes: number
  /** The longest of its peers' last round trips, in milliseconds. */
  readonly roundTripMs: number | undefined
  /** The size of its encoded state, in bytes: as last measured, plus all that was added since. 0 while it loads. */
  readonly sizeBytes: number
  /** Whether that is over a limit. */
  readonly sizeLevel: 'normal' | 'large' | 'full'
  /** Bytes of edits that wait for others which they build on. */
  readonly pendingBytes: number
  /** Edits that are not on disk yet. */
  readonly unsavedEdits: number
  readonly unsavedBytes: number
  /** For how long the oldest of them has been waiting, in milliseconds. */
  readonly lagMs: number
  /** Of its history; undefined while it loads. */
  readonly epoch: string | undefined
  /** The newest record that is on disk. */
  readonly sequence: number
  /** Whether an operator has made it read-only. */
  readonly isReadOnly: boolean
  /** For how long nobody has been in it, in milliseconds; undefined while somebody is. */
  readonly emptyForMs: number | undefined
}

/** The server, as an operator sees it. */
export interface ServerInspection {
  /** When it was made, in milliseconds since 1970. */
  readonly sinceMs: number
  /** `open`: takes peers in. `draining`: sends newcomers away. `closing`: sends everybody away. */
  readonly state: 'open' | 'draining' | 'closing'
  /** Sessions, however far they have got; each channel is one. */
  readonly peers: number
  /** Connections that carry several documents. */
  readonly sharedConnections: number
  /** False while storage fails. */
  readonly isSaving: boolean
  readonly unsavedEdits: number
  readonly unsavedBytes: number
  /** For how long the oldest edit that is not on disk has been waiting, in milliseconds. */
  readonly lagMs: number
  readonly rooms: readonly RoomInspection[]
  /** Documents that an operator has made read-only, with or without a room. */
  readonly readOnlyDocuments: readonly DocumentName[]
}
