import type { Greeting } from './greeting.ts'
import type { MemberSession } from './member.ts'
import type { Clock } from './ports.ts'
import type { StoredState } from './stored-state.ts'
import type { UnreadAnswers } from './unread-answers.ts'
import type { Writer } from './writer.ts'

/** What somebody was told before the room was there. */
export interface ToldEarly {
  readonly state: StoredState
  /** Whether it was told that storage works. */
  readonly isSaving: boolean
}

/** Who is answered. */
export interface Newcomer {
  readonly session: MemberSession
  readonly greeting: Greeting
  readonly speaksExtension: boolean
  /** Tells the peer what it is told first. */
  welcome(state: StoredState): void
}

export interface EarlyAnswerDependencies {
  readonly directory: { readonly unreadAnswers: UnreadAnswers }
  readonly writer: Pick<Writer, 'isSaving'>
  readonly clock: Pick<Clock, 'now'>
  readonly count: (name: string) => void
}

/**
 * Answers a peer that has nothing yet of a document with what is stored of it, while the room is being built. The peer has
 * all that there is then; it joins like everybody else, and is sent what came since.
 */
export class EarlyAnswer {
  readonly #newcomer: Newcomer
  readonly #dependencies: EarlyAnswerDependencies
  #state: StoredState | undefined
  #told: ToldEarly | undefined

  constructor(newcomer: Newcomer, dependencies: EarlyAnswerDependencies) {
    this.#newcomer = newcomer
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

  /** The peer has joined, or its buffer has emptied somewhat. */
  drained(): void {
    if (this.#told) this.#unreadAnswers.read(this.#newcomer.session.outbox)
  }

  /** The peer is gone. */
  end(): void {
    if (this.#told) this.#unreadAnswers.forget(this.#newcomer.session.outbox)
  }

  /** The peer may have asked. */
  asked(): void {
    const { session, greeting, speaksExtension } = this.#newcomer
    const state = this.#state
    if (!state || this.#told || !greeting.asksForAll) return
    if (!this.#unreadAnswers.hasRoomFor(state.bytes)) return
    const frames = state.frames(speaksExtension)
    const { writer, clock, count } = this.#dependencies
    const { outbox, commonAnswers } = session
    if (!frames || (commonAnswers && commonAnswers.waitMs(1, clock.now()) > 0)) return
    commonAnswers?.take(1, clock.now())
    greeting.answered()
    this.#newcomer.welcome(state)
    outbox.send(frames)
    this.#unreadAnswers.sent(outbox, frames)
    this.#told = { state, isSaving: writer.isSaving }
    count('answered-early')
  }

  get #unreadAnswers(): UnreadAnswers {
    return this.#dependencies.directory.unreadAnswers
  }
}
