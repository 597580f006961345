import {
  PROTOCOL_VERSION,
  type Hello,
  type KnownPlace,
  type Line,
  type Rights,
} from '@weft/protocol'
import type { Admitted, Terms } from './admission.ts'
import { Conversation, type ConversationDependencies } from './conversation.ts'
import { EarlyAnswer } from './early-answer.ts'
import type { Greeting } from './greeting.ts'
import type { Limits } from './limits.ts'
import { Member, type MemberSession } from './member.ts'
import type { Permit } from './permit.ts'
import type { Clock, Random } from './ports.ts'
import type { Room } from './room.ts'
import type { RoomDirectory } from './room-directory.ts'

export interface ArrivalDependencies extends ConversationDependencies {
  readonly directory: RoomDirectory
  readonly clock: Clock
  readonly random: Random
  readonly limits: Limits
  readonly count: (name: string) => void
  /** The member that the session with this id stands for, if there is one. */
  readonly findMember: (sessionId: string) => Member | undefined
}

/** Whose arrival it is. */
export interface ArrivingSession extends MemberSession {
  readonly isJoined: boolean
  /** The room is there: from now on the peer speaks with that. */
  joined(conversation: Conversation): void
  /** Something that the peer sent, or that is ours, is wrong. */
  failed(error: unknown): void
}

/** How a peer comes. */
export interface Entrant {
  /** What it has sent so far. */
  readonly greeting: Greeting
  /** Undefined: a stock client. */
  readonly hello: Hello | undefined
  /** What the application has said of it. */
  readonly admitted: Admitted
  readonly permit: Permit
}

/** Where a document's log stands. */
interface LogEnd {
  readonly epoch: string
  readonly sequence: number
  lineTo(place: KnownPlace | undefined): Line
}

/** A peer that has been let in, on its way into its room, which may have to be loaded. */
export class Arrival {
  readonly session: ArrivingSession
  readonly #entrant: Entrant
  readonly #dependencies: ArrivalDependencies
  readonly #early: EarlyAnswer
  #member: Member | undefined
  /** The peer is in its room, or has gone. */
  #isOver = false

  constructor(session: ArrivingSession, entrant: Entrant, dependencies: ArrivalDependencies) {
    this.session = session
    this.#entrant = entrant
    this.#dependencies = dependencies
    this.#early = new EarlyAnswer(this, dependencies)
  }

  /** It is its session's state while the peer arrives. */
  get kind(): 'arriving' {
    return 'arriving'
  }

  get greeting(): Greeting {
    return this.#entrant.greeting
  }

  /** The terms on which the peer comes in. */
  get terms(): Terms {
    return this.#entrant.admitted
  }

  /** Whether the peer said hello. */
  get speaksExtension(): boolean {
    return this.#entrant.hello !== undefined
  }

  /** The member that the peer is going to be, with the rights of the moment when that is asked first. */
  get #asMember(): Member {
    const { admitted, hello } = this.#entrant
    this.#member ??= new Member(this.session, {
      extensionVersion: hello && Math.min(PROTOCOL_VERSION, hello.version),
      identity: admitted.identity,
      rights: this.#dependencies.readOnly.rightsIn(admitted.document, admitted.rights),
      isHidden: admitted.isHidden,
    })
    return this.#member
  }

  /** Brings the peer into its room. Resolves when it is there, or is turned away. */
  async join(): Promise<void> {
    const { admitted, permit } = this.#entrant
    const { directory } = this.#dependencies
    if (admitted.identity) directory.noteUser()
    const result = await directory.join(
      admitted.document,
      (room) => this.#enter(room),
      () => permit.admission.refuseToCreate(),
      (state) => {
        if (!this.#isOver) this.#early.found(state)
      },
    )
    if (!result.joined) this.session.close(result.refusal.code, result.refusal.reason)
  }

  /** The peer has said something. */
  heard(): void {
    if (!this.#isOver) this.#early.asked()
  }

  /** The peer's buffer has emptied somewhat. */
  drained(): void {
    this.#early.drained()
  }

  /** The peer is gone. */
  end(): void {
    this.#isOver = true
    this.greeting.take()
    this.#early.end()
  }

  /**
   * Tells a peer that said hello who it is here, and where the document's log stands.
   *
   * @param rights @default what the application and the operator let it do
   */
  welcome(log: LogEnd, rights?: Rights): void {
    const { hello } = this.#entrant
    if (!hello) return
    const member = this.#asMember
    const { limits, writer, random } = this.#dependencies
    member.resumeSecret = random.secret()
    member.send({
      type: 'welcome',
      version: member.extensionVersion,
      sessionId: this.session.id,
      resumeSecret: member.resumeSecret,
      epoch: log.epoch,
      sequence: log.sequence,
      rights: rights ?? member.rights,
      maxMessageBytes: limits.maxMessageBytes,
      isSaving: writer.isSaving,
      line: log.lineTo(hello.place),
    })
  }

  #enter(room: Room): void {
    // The peer may have gone while its room was loading.
    if (this.#isOver) return
    this.#isOver = true
    const member = this.#asMember
    const { greeting, hello, admitted, permit } = this.#entrant
    const { told } = this.#early
    this.#early.drained()
    const conversation = new Conversation(room, member, admitted.rights, this.#dependencies)
    this.session.joined(conversation)
    if (hello && !told) this.welcome(room, room.rightsFor(member))
    if (permit.validForMs > 0) member.tellValidity(permit.validForMs)
    if (permit.isDue) void permit.ask()
    room.join(member, hello && this.#continued(hello))
    try {
      if (told) {
        room.goOn(member, told)
        conversation.grant(admitted)
      }
      for (const frame of greeting.take()) {
        if (this.session.isJoined) conversation.receive(frame)
      }
      if (this.session.isJoined) room.greet(member)
    } catch (error) {
      this.session.failed(error)
    }
  }

  /** The member that this peer proves to go on as. */
  #continued({ sessionId, resumeSecret }: Hello): Member | undefined {
    const earlier = this.#dependencies.findMember(sessionId)
    return earlier?.isContinuedBy(this.#asMember, resumeSecret) ? earlier : undefined
  }
}
