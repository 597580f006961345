import type { Greeting } from './greeting.ts'
import type { Member } from './member.ts'
import type { StoredState } from './stored-state.ts'
import type { UnreadAnswers } from './unread-answers.ts'

/** What somebody was told before the room was there. */
export interface ToldEarly {
  readonly member: Member
  readonly state: StoredState
  /** Whether it was told that storage works. */
  readonly isSaving: boolean
}

export interface EarlyAnswerDependencies {
  readonly greeting: Greeting
  readonly unreadAnswers: UnreadAnswers
  readonly createMember: () => Member
  /** What a peer is told first. */
  readonly welcome: (member: Member, state: StoredState) => void
  readonly isSaving: () => boolean
  readonly now: () => number
  readonly count: (name: string) => void
}

/**
 * Answers a peer that has nothing yet of a document with what is stored of it, while the room is being built. The peer has
 * all that there is then; it joins like everybody else, and is sent what came since.
 */
export class EarlyAnswer {
  readonly #dependencies: EarlyAnswerDependencies
  #state: StoredState | undefined
  #told: ToldEarly | undefined

  constructor(dependencies: EarlyAnswerDependencies) {
    this.#dependencies = dependencies
  }

  /** What the peer was told, if it was. */
  get told(): ToldEarly | undefined {
    return this.#told
  }

  /** What is stored has been read. */
  found(state: StoredState): void {
    this.#state ??= state
    this.asked()
  }

  /** The peer has joined, is gone, or its buffer has emptied somewhat. */
  drained(): void {
    if (this.#told) this.#dependencies.unreadAnswers.read(this.#told.member.outbox)
  }

  /** The peer may have asked. */
  asked(): void {
    const { greeting, unreadAnswers, createMember, welcome, isSaving, now, count } =
      this.#dependencies
    const state = this.#state
    if (!state || this.#told || !greeting.asksForAll) return
    if (!unreadAnswers.hasRoomFor(state.bytes)) return
    const member = createMember()
    const frames = state.frames(member.speaksExtension)
    const { outbox, commonAnswers } = member.session
    if (!frames || (commonAnswers && commonAnswers.waitMs(1, now()) > 0)) return
    commonAnswers?.take(1, now())
    greeting.answered()
    welcome(member, state)
    outbox.send(frames)
    unreadAnswers.sent(outbox, frames)
    this.#told = { member, state, isSaving: isSaving() }
    count('answered-early')
  }
}
