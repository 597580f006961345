import { Answers, type AnswerKind } from './answers.ts'
import type { LiveDocument } from './live-document.ts'
import type { Member } from './member.ts'
import type { Clock } from './ports.ts'
import type { RoomPresence } from './room-presence.ts'
import type { UnreadAnswers } from './unread-answers.ts'

export interface RoomAnswersDependencies {
  readonly document: LiveDocument
  readonly presence: RoomPresence
  readonly clock: Clock
  readonly unreadAnswers: UnreadAnswers
}

/**
 * Tells members what may be large: the state of the document, and who is here. What they have not read of it is counted,
 * and bounded over all rooms.
 */
export class RoomAnswers {
  readonly #document: LiveDocument
  readonly #presence: RoomPresence
  readonly #unread: UnreadAnswers
  readonly #states: Answers

  constructor({ document, presence, clock, unreadAnswers }: RoomAnswersDependencies) {
    this.#document = document
    this.#presence = presence
    this.#unread = unreadAnswers
    this.#states = new Answers(document, clock)
  }

  /** Whether the state may leave now. */
  get hasRoomForState(): boolean {
    return this.#unread.hasRoomFor(this.#document.sizeBytes)
  }

  /** Whether it may be told now who is here. */
  get hasRoomForPresence(): boolean {
    return this.#unread.hasRoomFor(this.#presence.sizeBytes)
  }

  /** Sends what a member lacks that is at `stateVector`. */
  sendState(member: Member, stateVector: Uint8Array, kind: AnswerKind): void {
    const frames = this.#states.frames(stateVector, kind, member.speaksExtension)
    member.outbox.send(frames)
    this.#unread.sent(member.outbox, frames)
  }

  /** Tells a member who is here and, with `sinceMs`, who has left since then. */
  tellPresence(member: Member, sinceMs?: number): void {
    this.#unread.sent(member.outbox, this.#presence.tellAll(member, sinceMs))
  }

  /** Tells a member that asks who is here, also when nobody is. */
  answerPresence(member: Member): void {
    this.#unread.sent(member.outbox, this.#presence.answer(member))
  }

  /** A member has read something. */
  read(member: Member): void {
    this.#unread.read(member.outbox)
  }

  leave(member: Member): void {
    this.#unread.forget(member.outbox)
  }

  /** The room ends. */
  stop(): void {
    this.#states.forget()
  }
}
