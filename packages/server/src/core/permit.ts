import { closeCodes, type DocumentName } from '@weft/protocol'
import { Admission, type AdmissionDependencies, type Refusal, type Verdict } from './admission.ts'
import type { Cancel, Clock, Requester } from './ports.ts'
import { TokenBucket, type TokenRate } from './token-bucket.ts'

/** The application is asked anew when at most this much is left of what it has allowed, in milliseconds … */
const LATEST_QUESTION_MS = 10_000
/** … and at most this share of it. */
const LATEST_SHARE = 1 / 4
/** What ends sooner than this ends without another question, in milliseconds. */
const LEAST_WAIT_MS = 1_000
/** How many tokens a peer may send. The application is asked for each. */
const TOKENS: TokenRate = { perSecond: 1, burst: 10 }

export interface PermitDependencies extends AdmissionDependencies {
  readonly clock: Clock
}

/** Whom a permit is for. */
export interface PermitHolder {
  /** Told what {@link Permit.ask} has brought. */
  permitted(verdict: Verdict): void
  /** Told once, a little before what was allowed ends: it is time to {@link Permit.ask} again. */
  permitEndsSoon(): void
}

/** When what was allowed ends. */
interface End {
  readonly atMs: number
  /** For which end the application is asked once more, or was. */
  questionedMs: number | undefined
  cancelQuestion: Cancel | undefined
}

/**
 * What the application lets one peer do, from when it comes to when it goes. Asked anew it is asked one question at a time,
 * and an answer that was overtaken by a newer question is not gone by. Before the end of what it allowed it is asked once
 * more, since it may know of more by then.
 */
export class Permit {
  readonly #dependencies: PermitDependencies
  readonly #document: DocumentName
  readonly #holder: PermitHolder
  #who: Requester
  #end: End | undefined
  #isDue = false
  #asking: Promise<void> | undefined
  /** Since the peer sent another token, which few do. */
  #tokens: TokenBucket | undefined

  constructor(
    who: Requester,
    document: DocumentName,
    dependencies: PermitDependencies,
    holder: PermitHolder,
  ) {
    this.#who = who
    this.#document = document
    this.#dependencies = dependencies
    this.#holder = holder
  }

  /** Asks for the first time. */
  async enter(): Promise<Verdict> {
    return this.#noted(await this.admission.enter())
  }

  get admission(): Admission {
    return new Admission(this.#who, this.#document, this.#dependencies)
  }

  /** Why the peer cannot stay; undefined while what was allowed holds. */
  get ending(): Refusal | undefined {
    if (!this.#end || this.#dependencies.clock.now() < this.#end.atMs) return undefined
    // Another token would not help: the application is slow or away, and comes back.
    return this.#isDue || this.#asking
      ? { code: closeCodes.tryLater, reason: 'nobody can tell now whether you may stay' }
      : { code: closeCodes.unauthenticated, reason: 'the token has run out' }
  }

  /** How long it still holds, in whole milliseconds; 0 if it has no end. */
  get validForMs(): number {
    if (!this.#end) return 0
    return Math.max(1, Math.ceil(this.#end.atMs - this.#dependencies.clock.now()))
  }

  /** Whether the application is yet to be asked anew, or gave no answer. */
  get isDue(): boolean {
    return this.#isDue
  }

  /** Whether nothing is to be known of it: what was allowed has no end, and nobody is being asked. */
  get isForGood(): boolean {
    return !this.#end && !this.#isDue && !this.#asking
  }

  /** What is known may be out of date. */
  doubt(): void {
    this.#isDue = true
  }

  /** Another token takes the place of the one that the peer came with. False when tokens come too fast. */
  renew(token: string): boolean {
    const nowMs = this.#dependencies.clock.now()
    this.#tokens ??= new TokenBucket(TOKENS)
    if (this.#tokens.waitMs(1, nowMs) > 0) return false
    this.#tokens.take(1, nowMs)
    this.#who = { ...this.#who, token }
    if (this.#end) this.#end.questionedMs = undefined
    void this.ask()
    return true
  }

  /** Asks anew. Resolves when the newest answer has been acted upon, or none could be had. Never rejects. */
  ask(): Promise<void> {
    this.#isDue = true
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined
    })
    return this.#asking
  }

  /** The peer has gone. */
  end(): void {
    this.#end?.cancelQuestion?.()
    if (this.#end) this.#end.cancelQuestion = undefined
  }

  async #ask(): Promise<void> {
    while (this.#isDue) {
      this.#isDue = false
      const verdict = await this.admission.enter()
      if (this.#isDue) continue
      if (!verdict.isAdmitted && verdict.refusal.code === closeCodes.tryLater) {
        // The application cannot tell now. What it said before holds for as long as it said.
        this.#isDue = true
        return
      }
      this.#holder.permitted(this.#noted(verdict))
    }
  }

  #noted(verdict: Verdict): Verdict {
    if (!verdict.isAdmitted) return verdict
    const { validForMs } = verdict
    const atMs = this.#dependencies.clock.now() + validForMs
    const before = this.#end
    // A number has to go over the wire.
    if (atMs >= Number.MAX_SAFE_INTEGER) {
      this.end()
      this.#end = undefined
      return verdict
    }
    this.#end = { atMs, questionedMs: before?.questionedMs, cancelQuestion: before?.cancelQuestion }
    this.#askBeforeEnd(this.#end, validForMs)
    return verdict
  }

  #askBeforeEnd(end: End, validForMs: number): void {
    const beforeMs = Math.min(LATEST_QUESTION_MS, validForMs * LATEST_SHARE)
    const known = end.questionedMs
    // The same end as before: it was asked about that, and would be asked ever faster.
    if (known !== undefined && Math.abs(end.atMs - known) < beforeMs) return
    this.end()
    const waitMs = validForMs - beforeMs
    if (waitMs < LEAST_WAIT_MS) return
    end.questionedMs = end.atMs
    end.cancelQuestion = this.#dependencies.clock.after(waitMs, () => {
      end.cancelQuestion = undefined
      this.#holder.permitEndsSoon()
    })
  }
}
