import {
  encodeMessage,
  fragmentFrame,
  type CloseCode,
  type Message,
  type Rights,
} from '@weft/protocol'
import { Acknowledgements } from './acknowledgements.ts'
import type { Identity } from './identity.ts'
import type { Outbox } from './outbox.ts'
import type { PeerAllowance } from './peer-allowance.ts'

/** What a room needs to know of a session. */
export interface MemberOptions {
  /** The session's id. */
  readonly id: string
  /** Whether the peer said hello. */
  readonly speaksExtension: boolean
  /** The version of the extension that both ends speak; 0 without hello. */
  readonly extensionVersion: number
  readonly identity: Identity | undefined
  readonly rights: Rights
  /** Whether the others are not to know that the peer is here. */
  readonly isHidden: boolean
  readonly allowance: PeerAllowance
  readonly outbox: Outbox
  /** Asks the peer for a sign of life. */
  ping(): void
  /** The peer has another token. */
  renewToken(token: string): void
  /** When the peer last gave one; monotonic, in milliseconds. */
  heardMs(): number
  /** How long the answer to a ping took last, in milliseconds; undefined before the first. */
  roundTripMs(): number | undefined
  close(code: CloseCode, reason: string): void
  terminate(): void
}

/** One peer in a room. */
export class Member {
  readonly options: MemberOptions
  readonly acknowledgements = new Acknowledgements()
  /** When the peer was last asked for what it has; monotonic, in milliseconds. */
  askedMs = Number.NEGATIVE_INFINITY
  hasToldAwareness = false
  /** Whether the peer was sent all that the room was told of who is here, and so has what differences are told from. */
  hasAllPresence = false
  /** Whether the peer is yet to be told who is here, for want of memory. */
  isOwedPresence = false
  /** Whether the peer has answered a step 1. From then on it has heard of others, and what it says may be an echo. */
  hasAnswered = false
  /** When the peer was told that the document is full, as long as that holds; monotonic, in milliseconds. */
  toldFullMs: number | undefined
  /** Whether the peer was told that the document is large. */
  hasBeenWarned = false
  /** By the application; the room may grant less. */
  rights: Rights
  /** What the peer was told of its rights. */
  toldRights: Rights
  /** Who the peer is; undefined: nobody in particular. */
  identity: Identity | undefined
  /** Whether the right to write was taken: edits may come that left before the peer was told. */
  hasLostWrite = false
  /** Whether something that the peer sent was dropped without a word, so that nothing it sends can be counted any more. */
  hasDropped = false

  constructor(options: MemberOptions) {
    this.options = options
    this.rights = options.rights
    this.toldRights = options.rights
    this.identity = options.identity
  }

  get allowance(): PeerAllowance {
    return this.options.allowance
  }

  get outbox(): Outbox {
    return this.options.outbox
  }

  send(...messages: readonly Message[]): void {
    this.outbox.send(messages.flatMap((message) => this.frames(encodeMessage(message))))
  }

  /** The frames that carry one message to this peer. */
  frames(frame: Uint8Array): Uint8Array[] {
    return this.options.speaksExtension ? fragmentFrame(frame) : [frame]
  }

  close(code: CloseCode, reason: string): void {
    this.options.close(code, reason)
  }
}
