import {
  closeCodes,
  decodeMessage,
  encodeMessage,
  PROTOCOL_VERSION,
  ProtocolError,
  type CloseCode,
  type DocumentName,
  type Hello,
  type Line,
  type Rights,
} from '@weft/protocol'
import { READ_ONLY, type Admitted, type Refusal, type Verdict } from './admission.ts'
import type { ApplyBudget } from './apply-budget.ts'
import type { Connection } from './connection.ts'
import { Conversation } from './conversation.ts'
import { EarlyAnswer } from './early-answer.ts'
import { Greeting, greetingBytes } from './greeting.ts'
import { beat } from './heartbeat.ts'
import { isSameIdentity, type Identity } from './identity.ts'
import type { PeerInspection } from './inspection.ts'
import type { Limits } from './limits.ts'
import { Member, type MemberSession } from './member.ts'
import { Outbox, type OutboxOwner } from './outbox.ts'
import { PeerAllowance } from './peer-allowance.ts'
import { Permit, type PermitHolder } from './permit.ts'
import {
  messageOf,
  type Authorize,
  type Cancel,
  type Clock,
  type Log,
  type Peer,
  type Random,
  type Requester,
} from './ports.ts'
import type { ReadOnlyDocuments } from './read-only-documents.ts'
import type { ReceiveBudget, Receiving } from './receive-budget.ts'
import type { Room } from './room.ts'
import type { RoomDirectory } from './room-directory.ts'
import { SignsOfLife } from './signs-of-life.ts'
import { TokenBucket, type TokenRate } from './token-bucket.ts'
import type { Writer } from './writer.ts'

/** A client names itself in hello; of a longer name this many characters are logged. */
const CLIENT_CHARACTERS = 100
/** The version of the extension in which tokens are renewed. */
const TOKEN_VERSION = 3
/** How many tokens a peer may send. The application is asked for each. */
const TOKENS: TokenRate = { perSecond: 1, burst: 10 }

/**
 * ```
 * greeting ── first frame ──▶ joining ── let in, room loaded ──▶ joined
 *     └───────────────────────────┴──────────────────────────────┴──▶ closed
 * ```
 */
type State =
  | { readonly kind: 'greeting'; readonly greeting: Greeting; readonly cancelDeadline: Cancel }
  | {
      readonly kind: 'joining'
      readonly greeting: Greeting
      /** There once the peer has been let in. */
      readonly early: EarlyAnswer | undefined
    }
  | Conversation
  | { readonly kind: 'closed' }

/** What all sessions of a server have in common. */
export interface SessionDependencies {
  readonly directory: RoomDirectory
  readonly writer: Writer
  readonly receiveBudget: ReceiveBudget
  readonly authorize: Authorize
  readonly readOnly: ReadOnlyDocuments
  readonly clock: Clock
  readonly random: Random
  readonly limits: Limits
  readonly log: Log
  readonly count: (name: string) => void
  /** The live session with this id, if there is one. */
  readonly findSession: (id: string) => Session | undefined
  readonly onClosed: (session: Session) => void
}

const CLOSED: State = { kind: 'closed' }

/** What the sessions of a shared connection have in common. */
export interface CommonParts {
  readonly signs: SignsOfLife
  readonly applyBudget: ApplyBudget
  /** What is answered over the connection, beside what each peer may ask. */
  readonly answers: TokenBucket
}

/** What a connection asks for. */
export interface Request {
  /** The name that it asks for, which may stand for another document. */
  readonly document: DocumentName
  readonly requester: Requester
}

/** One peer's life: from its first frame to its end. Whatever it sends, the worst that comes of it is its own end. */
export class Session implements Connection, MemberSession, OutboxOwner, PermitHolder {
  readonly id: string
  /** What a connection that takes this one's place must know. Told to who said hello. */
  #resumeSecret: string | undefined
  readonly #peer: Peer
  #name: DocumentName
  #requester: Requester
  /** The document that the name stands for; undefined until the application has told. */
  #document: DocumentName | undefined
  readonly #dependencies: SessionDependencies
  /** What it has in common with the other sessions of its connection; undefined if the connection is its own. */
  readonly #common: CommonParts | undefined
  readonly outbox: Outbox
  /** While part of a message is held. */
  #receiving: Receiving | undefined
  #state: State
  /** What the client that said hello calls itself. */
  #client: string | undefined
  /** There from the first frame on, but while nothing is to be known of it: what was allowed has no end, for most. */
  #permit: Permit | undefined
  /** What the application lets the peer do, as it said last; undefined until it has let it in. */
  #granted: Rights | undefined
  /** Who the application says the peer is. */
  #identity: Identity | undefined
  #isHidden = false
  /** Monotonic, in milliseconds. */
  readonly #sinceMs: number
  #tokens: TokenBucket | undefined
  readonly #signs: SignsOfLife

  constructor(
    peer: Peer,
    request: Request,
    dependencies: SessionDependencies,
    common: CommonParts | undefined,
  ) {
    const { clock, random, limits, receiveBudget } = dependencies
    this.id = random.secret()
    this.#peer = peer
    this.#name = request.document
    this.#requester = request.requester
    this.#dependencies = dependencies
    this.#common = common
    this.outbox = new Outbox(peer, this, dependencies)
    this.#sinceMs = Math.floor(clock.now())
    this.#signs = common?.signs ?? new SignsOfLife(clock.now())
    const cancelDeadline = clock.after(limits.greetingTimeoutMs, () => {
      this.close(closeCodes.resync, 'nothing was said in time')
    })
    const waiting = receiveBudget.openWaiting((code, reason) => this.giveUp(code, reason))
    this.#state = { kind: 'greeting', greeting: new Greeting(limits, waiting), cancelDeadline }
  }

  /** The name that the peer asked for. */
  get name(): DocumentName {
    return this.#name
  }

  /** The document that the peer is let into; until then the name that it asked for. */
  get document(): DocumentName {
    return this.#document ?? this.name
  }

  /** Whether the peer is a client that cannot be told when to come back. */
  get isStock(): boolean {
    return this.#state.kind !== 'greeting' && this.#client === undefined
  }

  /** Who the application says the peer is; undefined until it has let it in. */
  get user(): string | undefined {
    return this.#identity?.id
  }

  /** Whether the session is about this document, or may turn out to be. */
  mayConcern(document: DocumentName): boolean {
    return this.#document === undefined || this.#document === document || this.name === document
  }

  /** Whether the peer has been let in. Until then it may send very little. */
  get isJoined(): boolean {
    return this.#state.kind === 'joined'
  }

  /** How far the session is. */
  get stage(): 'greeting' | 'joining' | 'joined' | 'closed' {
    return this.#state.kind
  }

  /** Whether the peer did not read what it was sent, and is sent nothing until it has. */
  get isBehind(): boolean {
    return this.outbox.isBehind
  }

  /** Whether it is one of many on one connection. */
  get isShared(): boolean {
    return this.#common !== undefined
  }

  /** What was sent to the peer and has not left, in bytes. */
  get unsentBytes(): number {
    return this.#peer.bufferedBytes()
  }

  /** Whether the application is to be asked again what the peer may do. */
  get isInDoubt(): boolean {
    return this.isJoined && this.#permit?.isDue === true
  }

  /** The largest frame that the peer may begin now, in bytes. Whoever is not let in yet, or no more, may send little. */
  get maxFrameBytes(): number {
    const { limits } = this.#dependencies
    switch (this.#state.kind) {
      case 'greeting':
      case 'joining':
        return this.#state.greeting.maxBytes
      case 'joined':
        return limits.maxMessageBytes
      case 'closed':
        return greetingBytes(limits, this.#granted !== undefined)
      default:
        return this.#state satisfies never
    }
  }

  /** Takes one binary frame from the peer. */
  receive(frame: Uint8Array): void {
    this.heard()
    try {
      this.#receive(frame)
    } catch (error) {
      this.#fail(error)
    }
  }

  /**
   * Some bytes came from the peer, and what was whole in them has been received.
   *
   * @param heldBytes How much the transport holds of a frame that is not whole.
   * @param hasEnded Whether a frame ended in these bytes.
   */
  arrived(heldBytes: number, hasEnded: boolean): void {
    // Of a whole frame it was heard already.
    if (!hasEnded) this.heard()
    if (this.#state.kind === 'closed') return
    const fragmentBytes = this.#state.kind === 'joined' ? this.#state.fragmentBytes : 0
    if (hasEnded && fragmentBytes === 0) this.#holds(0)
    this.#holds(fragmentBytes + heldBytes)
  }

  /** So much is here of a message that is not whole. */
  #holds(bytes: number): void {
    if (bytes > 0)
      this.#receiving ??= this.#dependencies.receiveBudget.open((code, reason) =>
        this.giveUp(code, reason),
      )
    const receiving = this.#receiving
    if (bytes === 0) this.#receiving = undefined
    receiving?.holds(bytes)
  }

  refuseFrame(): void {
    // It would be as large the next time.
    if (this.#state.kind === 'greeting')
      return this.close(closeCodes.tooLarge, 'the first message is too large, or the token in it')
    this.refuseForNow()
  }

  /** The peer has sent too much, as long as its document is not there. */
  refuseForNow(): void {
    // Not a permanent code: it may be a good client in which somebody pasted a picture a moment too early.
    this.close(closeCodes.resync, 'too much was sent before the document was there')
  }

  /** When the peer last gave a sign of life; monotonic, in milliseconds. */
  get heardMs(): number {
    return this.#signs.heardMs
  }

  get roundTripMs(): number | undefined {
    return this.#signs.roundTripMs
  }

  /** The peer gave a sign of life, e.g. a pong. */
  heard(): void {
    this.#signs.heardMs = this.#dependencies.clock.now()
  }

  /** The peer has answered a ping. */
  ponged(): void {
    this.#signs.ponged(this.#dependencies.clock.now())
  }

  /** The peer's buffer has emptied somewhat. */
  drained(): void {
    if (this.#state.kind === 'joined') this.#state.drained()
    else if (this.#state.kind === 'joining') this.#state.early?.drained()
  }

  /** Looks after the connection; to be called every `beatIntervalMs`. */
  beat(): void {
    const { clock, limits, count, log } = this.#dependencies
    if (this.#state.kind === 'closed') return
    const ending = this.#permit?.ending
    if (ending) return this.#refuse(ending)
    const signs = {
      heardMs: this.#signs.heardMs,
      pingedMs: this.#signs.pingedMs,
      sentMs: this.outbox.sentMs,
      // Also while its document is loading: a stock client that gives up comes back and loads it again.
      needsKeepalive: this.isStock,
    }
    for (const due of beat(clock.now(), signs, limits)) {
      if (due === 'ping') this.ping()
      else if (due === 'keepalive') this.outbox.send([KEEPALIVE])
      else {
        count('silent')
        log({ level: 'info', event: 'peer-silent', document: this.document, peer: this.id })
        this.terminate()
      }
    }
  }

  /** Asks the application anew what the peer may do. Resolves when that is in force. Never rejects. */
  async reauthorize(): Promise<void> {
    // Who is on the way in is asked for again as soon as it is in.
    if (this.isJoined) await this.#askablePermit.ask()
    else this.#permit?.doubt()
  }

  /** Which documents are read-only has changed. */
  readOnlyChanged(): void {
    if (this.#state.kind !== 'joined' || !this.#granted) return
    const { room, member } = this.#state
    room.grant(member, this.#rights(this.#granted), this.#identity)
  }

  /** What an operator is to see of the peer; undefined when it is gone. */
  inspect(): PeerInspection | undefined {
    const { clock } = this.#dependencies
    const state = this.#state
    if (state.kind === 'closed') return undefined
    const member = state.kind === 'joined' ? state.member : undefined
    return {
      id: this.id,
      state: state.kind,
      document: this.document,
      askedFor: this.name,
      user: this.user,
      userName: this.#identity?.name,
      address: this.#requester.address,
      client: this.#clientName,
      rights: member && (member.rights.canWrite ? 'write' : 'read'),
      isHidden: this.#isHidden,
      isChannel: this.isShared,
      sinceMs: clock.wallTime() - (clock.now() - this.#sinceMs),
      heardMs: clock.wallTime() - (clock.now() - this.#signs.heardMs),
      unreadBytes: this.outbox.unreadBytes,
      isBehind: this.outbox.isBehind,
      unconfirmed: member?.acknowledgements.unconfirmed ?? 0,
      roundTripMs: this.#signs.roundTripMs,
    }
  }

  /** What the peer calls itself. */
  get #clientName(): string | undefined {
    if (this.#state.kind === 'greeting') return undefined
    return this.#client ?? 'stock'
  }

  /** Tells a peer that speaks the extension that the server goes away, and ends the session. */
  goAway(code: CloseCode, reason: string, maxDelayMs: number): void {
    if (this.#client !== undefined && this.#state.kind === 'joined') {
      this.outbox.send([encodeMessage({ type: 'goingAway', maxDelayMs })])
    }
    this.close(code, reason)
  }

  /** Ends the session with a close code. Closing twice is harmless. */
  close(code: CloseCode, reason: string): void {
    if (this.#state.kind === 'closed') return
    const { count, log } = this.#dependencies
    count(`closed.${code.code}`)
    const level = code.retry === 'never' ? 'warn' : 'info'
    log({
      level,
      event: 'peer-closed',
      document: this.document,
      peer: this.id,
      code: code.code,
      reason,
    })
    this.#peer.close(code, reason)
    this.#end()
  }

  /** The transport is gone. */
  ended(): void {
    if (this.#state.kind === 'joined')
      this.#dependencies.log({
        level: 'debug',
        event: 'peer-left',
        document: this.document,
        peer: this.id,
      })
    this.#end()
  }

  #end(): void {
    const state = this.#state
    if (state.kind === 'closed') return
    this.#state = CLOSED
    if (state.kind === 'greeting') state.cancelDeadline()
    if (state.kind === 'joined') state.end()
    else state.greeting.take()
    this.#permit?.end()
    this.outbox.close()
    if (state.kind === 'joining') state.early?.drained()
    this.#holds(0)
    this.#dependencies.onClosed(this)
  }

  #receive(frame: Uint8Array): void {
    const state = this.#state
    switch (state.kind) {
      case 'greeting':
        state.cancelDeadline()
        if (!this.#mayStillSend(frame, state.greeting)) return
        state.greeting.hold()
        // Over the budget, it may have been given up.
        if (this.#state === state) this.#greet(frame, state.greeting)
        return
      case 'joining':
        if (!this.#mayStillSend(frame, state.greeting)) return
        state.greeting.keep(frame)
        state.greeting.hold()
        if (this.#state === state) state.early?.asked()
        return
      case 'joined':
        state.receive(frame)
        return
      case 'closed':
        return
      default:
        state satisfies never
    }
  }

  #mayStillSend(frame: Uint8Array, greeting: Greeting): boolean {
    if (greeting.counts(frame)) return true
    this.refuseFrame()
    return false
  }

  #greet(frame: Uint8Array, greeting: Greeting): void {
    const message = decodeMessage(frame)
    const hello = message.type === 'hello' ? message : undefined
    this.#client = hello?.client.slice(0, CLIENT_CHARACTERS)
    // Anything but hello: a stock client, whose first frame is a message like any other.
    if (!hello) greeting.keep(frame)
    this.#state = { kind: 'joining', greeting, early: undefined }
    this.#join(greeting, hello).catch((error: unknown) => this.#fail(error))
  }

  async #join(greeting: Greeting, hello: Hello | undefined): Promise<void> {
    const { directory } = this.#dependencies
    if (hello?.token) this.#requester = { ...this.#requester, token: hello.token }
    const permit = this.#askablePermit
    const verdict = await permit.enter()
    if (!verdict.isAdmitted) return this.#refuse(verdict.refusal)
    // Nothing is loaded or created for a peer that has gone meanwhile.
    if (this.#state.kind !== 'joining') return
    greeting.admit()
    this.#document = verdict.document
    this.#admit(verdict)
    const { writer, clock, count } = this.#dependencies
    const early = new EarlyAnswer({
      greeting,
      unreadAnswers: directory.unreadAnswers,
      createMember: () => this.#member(verdict, hello),
      welcome: (member, state) => {
        if (hello)
          this.#welcome(
            member,
            state,
            state.line.lineTo(hello.place, state.epoch, state.sequence),
            member.rights,
          )
      },
      isSaving: () => writer.isSaving,
      now: () => clock.now(),
      count,
    })
    this.#state = { kind: 'joining', greeting, early }
    const result = await directory.join(
      verdict.document,
      (room) => this.#enter(room, verdict, greeting, hello),
      () => permit.admission.refuseToCreate(),
      (state) => {
        // The peer may have gone meanwhile.
        if (this.#state.kind === 'joining') early.found(state)
      },
    )
    if (!result.joined) this.#refuse(result.refusal)
  }

  #enter(room: Room, verdict: Admitted, greeting: Greeting, hello: Hello | undefined): void {
    // The peer may have gone while its room was loading.
    if (this.#state.kind !== 'joining') return
    const { early } = this.#state
    const told = early?.told
    const member = told?.member ?? this.#member(verdict, hello)
    early?.drained()
    const { log } = this.#dependencies
    const conversation = new Conversation(room, member, this.#dependencies)
    this.#state = conversation
    log({
      level: 'debug',
      event: 'peer-joined',
      document: this.document,
      peer: this.id,
      client: this.#clientName,
    })
    if (hello && !told) {
      this.#welcome(member, room, room.lineTo(hello.place), room.rightsFor(member))
    }
    if (this.#permit?.validForMs) this.#tellValidity(member)
    if (this.#permit?.isDue) void this.#permit.ask()
    else if (this.#permit?.isForGood) this.#permit = undefined
    // Of peers that are many each would keep a name of its own.
    if (this.#name === room.name) this.#name = room.name
    if (this.#document === room.name) this.#document = room.name
    room.join(member, hello && this.#resumed(room, member, hello))
    try {
      if (told) {
        room.goOn(member, told)
        room.grant(member, this.#rights(verdict.rights), verdict.identity)
      }
      for (const frame of greeting.take()) {
        if (this.isJoined) conversation.receive(frame)
      }
      if (this.isJoined) room.greet(member)
    } catch (error) {
      this.#fail(error)
    }
  }

  #welcome(
    member: Member,
    { epoch, sequence }: { readonly epoch: string; readonly sequence: number },
    line: Line,
    rights: Rights,
  ): void {
    const { limits, writer, random } = this.#dependencies
    this.#resumeSecret = random.secret()
    member.send({
      type: 'welcome',
      version: member.extensionVersion,
      sessionId: this.id,
      resumeSecret: this.#resumeSecret,
      epoch,
      sequence,
      rights,
      maxMessageBytes: limits.maxMessageBytes,
      isSaving: writer.isSaving,
      line,
    })
  }

  #tellValidity(member: Member): void {
    const validForMs = this.#permit?.validForMs ?? 0
    const isKnown = member.extensionVersion >= TOKEN_VERSION
    if (isKnown) member.send({ type: 'tokenValid', validForMs })
  }

  renewToken(token: string): void {
    const nowMs = this.#dependencies.clock.now()
    this.#tokens ??= new TokenBucket(TOKENS)
    if (this.#tokens.waitMs(1, nowMs) > 0) {
      return this.close(closeCodes.tooMany, 'tokens come too fast')
    }
    this.#tokens.take(1, nowMs)
    void this.#askablePermit.renew(token)
  }

  get #askablePermit(): Permit {
    this.#permit ??= new Permit(this.#requester, this.name, this.#dependencies, this)
    return this.#permit
  }

  permitEndsSoon(): void {
    void this.reauthorize()
  }

  permitted(verdict: Verdict): void {
    try {
      this.#permitted(verdict)
    } catch (error) {
      this.#fail(error)
    }
  }

  #permitted(verdict: Verdict): void {
    if (this.#state.kind !== 'joined') return
    if (!verdict.isAdmitted) return this.#refuse(verdict.refusal)
    const { room, member } = this.#state
    if (verdict.document !== room.name || verdict.isHidden !== member.isHidden) {
      return this.close(closeCodes.resync, 'come back, you are let in on other terms')
    }
    this.#admit(verdict)
    room.grant(member, this.#rights(verdict.rights), verdict.identity)
    this.#tellValidity(member)
  }

  #admit(verdict: Admitted): void {
    this.#granted = verdict.rights
    this.#identity = verdict.identity
    this.#isHidden = verdict.isHidden
    if (verdict.identity) this.#dependencies.directory.noteUser()
  }

  /** What the peer may do, as the application has it and the operator. */
  #rights(granted: Rights): Rights {
    return this.#dependencies.readOnly.has(this.document) ? READ_ONLY : granted
  }

  /** The member that this session proves to continue, in the same room. */
  #resumed(room: Room, next: Member, hello: Hello): Member | undefined {
    const earlier = this.#dependencies.findSession(hello.sessionId)
    if (!earlier || earlier.#resumeSecret !== hello.resumeSecret) return undefined
    if (earlier.#state.kind !== 'joined') return undefined
    const conversation = earlier.#state
    const { member } = conversation
    // Who is hidden from now on must not go on being shown, and nobody goes on as somebody else.
    const isSeenAlike =
      member.isHidden === next.isHidden && isSameIdentity(member.identity, next.identity)
    return conversation.room === room && isSeenAlike ? member : undefined
  }

  #member({ rights, identity, isHidden }: Admitted, hello: Hello | undefined): Member {
    const extensionVersion = hello && Math.min(PROTOCOL_VERSION, hello.version)
    return new Member(this, { extensionVersion, identity, rights: this.#rights(rights), isHidden })
  }

  get commonAnswers(): TokenBucket | undefined {
    return this.#common?.answers
  }

  createAllowance(): PeerAllowance {
    const { clock, limits } = this.#dependencies
    return new PeerAllowance(clock, limits, this.#common?.applyBudget)
  }

  #refuse({ code, reason }: Refusal): void {
    this.close(code, reason)
  }

  ping(): void {
    this.#signs.pinged(this.#dependencies.clock.now())
    this.#peer.ping()
  }

  terminate(): void {
    this.#peer.terminate()
    this.#end()
  }

  // A peer that reads nothing, or stops amid a message, does not answer the close frame either.
  giveUp(code: CloseCode, reason: string): void {
    this.close(code, reason)
    this.#peer.terminate()
  }

  #fail(error: unknown): void {
    if (this.#state.kind === 'closed') return
    if (error instanceof ProtocolError) {
      this.#dependencies.count(`protocol-error.${error.code}`)
      const code = error.code === 'TOO_LARGE' ? closeCodes.tooLarge : closeCodes.badMessage
      this.close(code, error.message)
    } else {
      const message = messageOf(error)
      this.#dependencies.log({
        level: 'error',
        event: 'session-failed',
        document: this.document,
        peer: this.id,
        message,
      })
      this.close(closeCodes.tryLater, 'the document cannot be opened now')
    }
  }
}

/** An empty awareness update: a frame for the stock client's watchdog that changes nothing. */
const KEEPALIVE = new Uint8Array([1, 1, 0])
