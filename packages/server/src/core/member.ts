import {
  encodeMessage,
  fragmentFrame,
  type CloseCode,
  type Message,
  type Rights,
} from '@weft/protocol'
import { Acknowledgements } from './acknowledgements.ts'
import { isSameIdentity, type Identity } from './identity.ts'
import type { Outbox } from './outbox.ts'
import type { PeerAllowance } from './peer-allowance.ts'
import type { TokenBucket } from './token-bucket.ts'

/** The version of the extension in which tokens are renewed. */
const TOKEN_VERSION = 3

/** The session that a member stands for, as far as its room has to do with it. */
export interface MemberSession {
  readonly id: string
  readonly outbox: Outbox
  /** When the peer last gave a sign of life; monotonic, in milliseconds. */
  readonly heardMs: number
  /** How long the answer to a ping took last, in milliseconds; undefined before the first. */
  readonly roundTripMs: number | undefined
  /** What is answered over its connection, if that is shared; beside what each peer may ask. */
  readonly commonAnswers: TokenBucket | undefined
  /** What the peer may bring about. Asked for once, when it first brings something. */
  createAllowance(): PeerAllowance
  /** Asks the peer for a sign of life. */
  ping(): void
  /** The peer has another token. */
  renewToken(token: string): void
  close(code: CloseCode, reason: string): void
  terminate(): void
}

/** Who comes in, and how. */
export interface MemberTerms {
  /** The version of the extension that both ends speak; undefined if the peer did not say hello. */
  readonly extensionVersion: number | undefined
  readonly identity: Identity | undefined
  readonly rights: Rights
  /** Whether the others are not to know that the peer is here. */
  readonly isHidden: boolean
}

/** One peer in a room. */
export class Member {
  readonly session: MemberSession
  readonly #extensionVersion: number | undefined
  readonly isHidden: boolean
  /** What a connection that goes on as this member must know. Told to who said hello. */
  resumeSecret: string | undefined
  #allowance: PeerAllowance | undefined
  readonly acknowledgements = new Acknowledgements()
  /** When the peer was last asked for what it has, if it was; monotonic, in whole milliseconds. */
  askedMs: number | undefined
  /** When the peer may ask for a whole burst of answers again; monotonic, in whole milliseconds. */
  answersFullMs = 0
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

  constructor(
    session: MemberSession,
    { extensionVersion, identity, rights, isHidden }: MemberTerms,
  ) {
    this.session = session
    this.#extensionVersion = extensionVersion
    this.isHidden = isHidden
    this.rights = rights
    this.toldRights = rights
    this.identity = identity
  }

  /** Whether the peer said hello. */
  get speaksExtension(): boolean {
    return this.#extensionVersion !== undefined
  }

  /** The version of the extension that both ends speak; 0 without hello. */
  get extensionVersion(): number {
    return this.#extensionVersion ?? 0
  }

  /** What the peer may still bring about. Most only read, and have none. */
  get allowance(): PeerAllowance {
    this.#allowance ??= this.session.createAllowance()
    return this.#allowance
  }

  get outbox(): Outbox {
    return this.session.outbox
  }

  send(message: Message): void {
    this.outbox.send(this.frames(encodeMessage(message)))
  }

  /** The frames that carry one message to this peer. */
  frames(frame: Uint8Array): Uint8Array[] {
    return this.speaksExtension ? fragmentFrame(frame) : [frame]
  }

  /** Tells the peer how long it may stay with its token, in milliseconds; 0: without an end. */
  tellValidity(validForMs: number): void {
    if (this.extensionVersion >= TOKEN_VERSION) this.send({ type: 'tokenValid', validForMs })
  }

  /** Whether a newcomer may go on as this member. */
  isContinuedBy(next: Member, resumeSecret: string): boolean {
    if (this.resumeSecret !== resumeSecret) return false
    // Who is hidden from now on must not go on being shown, and nobody goes on as somebody else.
    return this.isHidden === next.isHidden && isSameIdentity(this.identity, next.identity)
  }

  close(code: CloseCode, reason: string): void {
    this.session.close(code, reason)
  }
}
