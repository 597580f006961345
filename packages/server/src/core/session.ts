import {
  closeCodes,
  decodeMessage,
  encodeMessage,
  ProtocolError,
  type CloseCode,
  type DocumentName,
  type Hello,
} from '@weft/protocol'
import type { Refusal, Terms, Verdict } from './admission.ts'
import type { ApplyBudget } from './apply-budget.ts'
import { Arrival, type ArrivalDependencies, type ArrivingSession } from './arrival.ts'
import type { Connection } from './connection.ts'
import type { Conversation } from './conversation.ts'
import { Greeting, greetingBytes } from './greeting.ts'
import { beat } from './heartbeat.ts'
import type { PeerInspection } from './inspection.ts'
import type { Limits } from './limits.ts'
import type { Member } from './member.ts'
import { Outbox, type OutboxOwner } from './outbox.ts'
import { PeerAllowance } from './peer-allowance.ts'
import { Permit, type PermitDependencies, type PermitHolder } from './permit.ts'
import { messageOf, type Cancel, type Clock, type Peer, type Requester } from './ports.ts'
import type { ReceiveBudget, Receiving } from './receive-budget.ts'
import { SignsOfLife } from './signs-of-life.ts'
import type { TokenBucket } from './token-bucket.ts'

/** A client names itself in hello; of a longer name this many characters are logged. */
const CLIENT_CHARACTERS = 100

/**
 * ```
 * greeting ── first frame ──▶ asking ── let in ──▶ arriving ── room loaded ──▶ joined
 *     └───────────────────────────┴────────────────────┴────────────────────────┴──▶ closed
 * ```
 */
type State =
  | { readonly kind: 'greeting'; readonly greeting: Greeting; readonly cancelDeadline: Cancel }
  /** The application is being asked whether it lets the peer in. */
  | { readonly kind: 'asking'; readonly greeting: Greeting }
  | Arrival
  | Conversation
  | { readonly kind: 'closed'; readonly maxFrameBytes: number }

/** What all sessions of a server have in common. */
export interface SessionDependencies extends ArrivalDependencies, PermitDependencies {
  readonly clock: Clock
  readonly limits: Limits
  readonly receiveBudget: ReceiveBudget
  readonly onClosed: (session: Session) => void
}

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
export class Session implements Connection, ArrivingSession, OutboxOwner, PermitHolder {
  readonly id: string
  readonly #peer: Peer
  #name: DocumentName
  #requester: Requester
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
  /** Monotonic, in milliseconds. */
  readonly #sinceMs: number
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
    return this.#terms?.document ?? this.name
  }

  /** Whether the peer is a client that cannot be told when to come back. */
  get isStock(): boolean {
    return this.#state.kind !== 'greeting' && this.#client === undefined
  }

  /** Who the application says the peer is; undefined until it has let it in. */
  get user(): string | undefined {
    return this.#terms?.identity?.id
  }

  /** The member that the peer is; undefined unless it is in. */
  get member(): Member | undefined {
    return this.#state.kind === 'joined' ? this.#state.member : undefined
  }

  /** As whom the peer was let in; undefined until it has been. */
  get #terms(): Terms | undefined {
    const state = this.#state
    return state.kind === 'arriving' || state.kind === 'joined' ? state.terms : undefined
  }

  /** Whether the session is about this document, or may turn out to be. */
  mayConcern(document: DocumentName): boolean {
    const terms = this.#terms
    return !terms || terms.document === document || this.name === document
  }

  /** Whether the peer has been let in. Until then it may send very little. */
  get isJoined(): boolean {
    return this.#state.kind === 'joined'
  }

  /** How far the session is. */
  get stage(): 'greeting' | 'joining' | 'joined' | 'closed' {
    const { kind } = this.#state
    return kind === 'asking' || kind === 'arriving' ? 'joining' : kind
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
      case 'asking':
      case 'arriving':
        return this.#state.greeting.maxBytes
      case 'joined':
        return limits.maxMessageBytes
      case 'closed':
        return this.#state.maxFrameBytes
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
      this.failed(error)
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
    const state = this.#state
    if (state.kind === 'arriving' || state.kind === 'joined') state.drained()
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
    if (this.#state.kind === 'joined') this.#state.readOnlyChanged()
  }

  /** What an operator is to see of the peer; undefined when it is gone. */
  inspect(): PeerInspection | undefined {
    const { clock } = this.#dependencies
    const { stage, member } = this
    const terms = this.#terms
    if (stage === 'closed') return undefined
    return {
      id: this.id,
      state: stage,
      document: this.document,
      askedFor: this.name,
      user: this.user,
      userName: terms?.identity?.name,
      address: this.#requester.address,
      client: this.#clientName,
      rights: member && (member.rights.canWrite ? 'write' : 'read'),
      isHidden: terms?.isHidden ?? false,
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
    const wasLetIn = state.kind === 'arriving' || state.kind === 'joined'
    const maxFrameBytes = greetingBytes(this.#dependencies.limits, wasLetIn)
    this.#state = { kind: 'closed', maxFrameBytes }
    if (state.kind === 'greeting') state.cancelDeadline()
    if (wasLetIn) state.end()
    else state.greeting.take()
    this.#permit?.end()
    this.outbox.close()
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
      case 'asking':
      case 'arriving':
        if (!this.#mayStillSend(frame, state.greeting)) return
        state.greeting.keep(frame)
        state.greeting.hold()
        if (state.kind === 'arriving') state.heard()
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
    this.#state = { kind: 'asking', greeting }
    this.#join(greeting, hello).catch((error: unknown) => this.failed(error))
  }

  async #join(greeting: Greeting, hello: Hello | undefined): Promise<void> {
    if (hello?.token) this.#requester = { ...this.#requester, token: hello.token }
    const permit = this.#askablePermit
    const admitted = await permit.enter()
    if (!admitted.isAdmitted) return this.#refuse(admitted.refusal)
    // Nothing is loaded or created for a peer that has gone meanwhile.
    if (this.#state.kind !== 'asking') return
    greeting.admit()
    const arrival = new Arrival(this, { greeting, hello, admitted, permit }, this.#dependencies)
    this.#state = arrival
    await arrival.join()
  }

  joined(conversation: Conversation): void {
    this.#state = conversation
    if (this.#permit?.isForGood) this.#permit = undefined
    // Of peers that are many each would keep a name of its own.
    const { name } = conversation.room
    if (this.#name === name) this.#name = name
    const { log } = this.#dependencies
    log({
      level: 'debug',
      event: 'peer-joined',
      document: this.document,
      peer: this.id,
      client: this.#clientName,
    })
  }

  renewToken(token: string): void {
    if (!this.#askablePermit.renew(token)) {
      this.close(closeCodes.tooMany, 'tokens come too fast')
    }
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
      this.failed(error)
    }
  }

  #permitted(verdict: Verdict): void {
    if (this.#state.kind !== 'joined') return
    if (!verdict.isAdmitted) return this.#refuse(verdict.refusal)
    const { room, member } = this.#state
    if (verdict.document !== room.name || verdict.isHidden !== member.isHidden) {
      return this.close(closeCodes.resync, 'come back, you are let in on other terms')
    }
    if (verdict.identity) this.#dependencies.directory.noteUser()
    this.#state.grant(verdict)
    member.tellValidity(this.#permit?.validForMs ?? 0)
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

  failed(error: unknown): void {
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
