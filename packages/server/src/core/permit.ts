import { closeCodes, type DocumentName } from '@weft/protocol'
import { Admission, type Verdict } from './admission.ts'
import type { Authorize, Clock, Log, Requester } from './ports.ts'

export interface PermitDependencies {
  readonly authorize: Authorize
  readonly clock: Clock
  readonly log: Log
}

/**
 * What the application lets one peer do, from when it comes to when it goes. Asked anew it is asked one question at a time,
 * and an answer that was overtaken by a newer question is not gone by.
 */
export class Permit {
  readonly #dependencies: PermitDependencies
  readonly #document: DocumentName
  readonly #onAnswer: (verdict: Verdict) => void
  #who: Requester
  #endsMs = Number.POSITIVE_INFINITY
  #isDue = false
  #asking: Promise<void> | undefined

  /** @param onAnswer Told what {@link ask} has brought. */
  constructor(
    who: Requester,
    document: DocumentName,
    dependencies: PermitDependencies,
    onAnswer: (verdict: Verdict) => void,
  ) {
    this.#who = who
    this.#document = document
    this.#dependencies = dependencies
    this.#onAnswer = onAnswer
  }

  /** Asks for the first time. */
  async enter(): Promise<Verdict> {
    return this.#noted(await this.admission.enter())
  }

  get admission(): Admission {
    const { authorize, log } = this.#dependencies
    return new Admission(authorize, this.#who, this.#document, log)
  }

  get hasEnded(): boolean {
    return this.#dependencies.clock.now() >= this.#endsMs
  }

  /** How long it still holds, in whole milliseconds; 0 if it has no end. */
  get validForMs(): number {
    if (this.#endsMs === Number.POSITIVE_INFINITY) return 0
    return Math.max(1, Math.ceil(this.#endsMs - this.#dependencies.clock.now()))
  }

  /** Whether the application is yet to be asked anew, or gave no answer. */
  get isDue(): boolean {
    return this.#isDue
  }

  /** What is known may be out of date. */
  doubt(): void {
    this.#isDue = true
  }

  /** Another token takes the place of the one that the peer came with. */
  renew(token: string): Promise<void> {
    this.#who = { ...this.#who, token }
    return this.ask()
  }

  /** Asks anew. Resolves when the newest answer has been acted upon, or none could be had. Never rejects. */
  ask(): Promise<void> {
    this.#isDue = true
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined
    })
    return this.#asking
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
      this.#onAnswer(this.#noted(verdict))
    }
  }

  #noted(verdict: Verdict): Verdict {
    if (verdict.isAdmitted) {
      // A number has to go over the wire.
      const endsMs = this.#dependencies.clock.now() + verdict.validForMs
      this.#endsMs = endsMs < Number.MAX_SAFE_INTEGER ? endsMs : Number.POSITIVE_INFINITY
    }
    return verdict
  }
}
