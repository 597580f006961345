import type { Limits } from './limits.ts'
import type { Member } from './member.ts'
import type { Cancel, Clock } from './ports.ts'
import { fullAfter, waitFor, type TokenRate } from './token-bucket.ts'

export interface AnsweringDependencies {
  readonly clock: Clock
  readonly limits: Pick<Limits, 'maxAnswersPerSecond'>
  readonly count: (name: string) => void
  /** Whether the peer takes what it is sent. */
  readonly isReading: (member: Member) => boolean
  /** Whether the state may leave now, as far as others have read what they were sent. */
  readonly hasRoom: () => boolean
  /** The same of who is here. */
  readonly hasRoomForPresence: () => boolean
  /** Lets a peer that was left behind go on. */
  readonly catchUp: (member: Member) => void
  readonly sendState: (member: Member, stateVector: Uint8Array) => void
  readonly sendPresence: (member: Member) => void
}

/** After how long it is looked again whether there is room for an answer, in milliseconds. */
const AGAIN_MS = 500

/** What one member has asked for and not been told yet. */
interface Asker {
  stateVector: Uint8Array | undefined
  wantsPresence: boolean
  /** Whether its next answer is counted among those of its connection. */
  hasTurn: boolean
  cancel: Cancel | undefined
  cancelCatchUp: Cancel | undefined
}

/**
 * Answers what peers ask, for the state and for who is here, a few times a second: a question is four bytes, the answer
 * may be the whole document. Who asks faster, or does not read, is answered later, and only its last question.
 */
export class Answering {
  readonly #dependencies: AnsweringDependencies
  readonly #rate: TokenRate
  /** Those who wait for something. */
  readonly #askers = new Map<Member, Asker>()

  constructor(dependencies: AnsweringDependencies) {
    this.#dependencies = dependencies
    const { maxAnswersPerSecond: perSecond } = dependencies.limits
    this.#rate = { perSecond, burst: Math.max(1, perSecond) }
  }

  askState(member: Member, stateVector: Uint8Array): void {
    const asker = this.#asker(member)
    if (asker.stateVector) this.#dependencies.count('question-replaced')
    asker.stateVector = stateVector
    this.#answer(member, asker)
  }

  /** A peer that is behind is not answered that: it will be told when it has caught up. */
  askPresence(member: Member): void {
    if (!this.#dependencies.isReading(member)) return
    const asker = this.#asker(member)
    if (asker.wantsPresence) this.#dependencies.count('question-replaced')
    asker.wantsPresence = true
    this.#answer(member, asker)
  }

  /** The member has caught up with what it was sent. */
  caughtUp(member: Member): void {
    const asker = this.#askers.get(member)
    if (asker) this.#answer(member, asker)
  }

  /** The member could go on, if there were room for what it lacks. */
  catchUpLater(member: Member): void {
    const asker = this.#asker(member)
    asker.cancelCatchUp ??= this.#later(() => {
      asker.cancelCatchUp = undefined
      this.#dependencies.catchUp(member)
    })
  }

  leave(member: Member): void {
    const asker = this.#askers.get(member)
    asker?.cancel?.()
    asker?.cancelCatchUp?.()
    this.#askers.delete(member)
  }

  #asker(member: Member): Asker {
    let asker = this.#askers.get(member)
    if (!asker) {
      const nothing = { stateVector: undefined, cancel: undefined, cancelCatchUp: undefined }
      asker = { wantsPresence: false, hasTurn: false, ...nothing }
      this.#askers.set(member, asker)
    }
    return asker
  }

  #later(run: () => void): Cancel {
    this.#dependencies.count('answer-postponed')
    return this.#dependencies.clock.after(AGAIN_MS, run)
  }

  #answer(member: Member, asker: Asker): void {
    const { clock, isReading, sendState, sendPresence } = this.#dependencies
    const { stateVector, wantsPresence } = asker
    if (asker.cancel || (!stateVector && !wantsPresence)) return
    if (!isReading(member)) return
    if (!this.#hasRoom(asker)) {
      asker.cancel = this.#later(() => {
        asker.cancel = undefined
        this.#answer(member, asker)
      })
      return
    }
    const nowMs = clock.now()
    const waitMs =
      waitFor(member.answersFullMs, this.#rate, 1, nowMs) || this.#turnMs(member, asker)
    if (waitMs > 0) {
      asker.cancel = clock.after(waitMs, () => {
        asker.cancel = undefined
        this.#answer(member, asker)
      })
      return
    }
    asker.stateVector = undefined
    asker.wantsPresence = false
    asker.hasTurn = false
    member.answersFullMs = Math.ceil(fullAfter(member.answersFullMs, this.#rate, 1, nowMs))
    if (!asker.cancelCatchUp) this.#askers.delete(member)
    if (stateVector) sendState(member, stateVector)
    if (wantsPresence) sendPresence(member)
  }

  #hasRoom({ stateVector, wantsPresence }: Asker): boolean {
    const { hasRoom, hasRoomForPresence } = this.#dependencies
    return (!stateVector || hasRoom()) && (!wantsPresence || hasRoomForPresence())
  }

  /** How long until it is this member's turn among those that share its connection, in milliseconds. */
  #turnMs({ session }: Member, asker: Asker): number {
    const nowMs = this.#dependencies.clock.now()
    const { commonAnswers } = session
    if (!commonAnswers || asker.hasTurn) return 0
    commonAnswers.take(1, nowMs)
    asker.hasTurn = true
    return commonAnswers.waitMs(0, nowMs)
  }
}
