import type { Member } from './member.ts'
import type { Cancel, Clock, Random } from './ports.ts'

/** A peer that lacks parents for what it sent is asked for them at most this often, in milliseconds. */
const ASK_AGAIN_MS = 1_000
/** How many peers are asked at a time for what the server may lack. */
const ASKED_AT_A_TIME = 3

export interface AskingDependencies {
  readonly clock: Clock
  readonly random: Random
  /** How often to ask a few members unprompted, in milliseconds, on average. */
  readonly askIntervalMs: number
  readonly members: ReadonlySet<Member>
  readonly stateVector: () => Uint8Array
}

/**
 * The server's own sync step 1: "here is what I have". The peer answers with what the room lacks, an unmodified stock
 * client too. Asked of everybody who joins, of a peer whose edits build on something that is not here, and now and then
 * of a few, so that whatever some client has and the server lacks comes up.
 */
export class Asking {
  readonly #dependencies: AskingDependencies
  #cancel: Cancel | undefined
  /** Peers that were asked a moment ago, before they sent what lacks parents. */
  readonly #askSoon = new Map<Member, Cancel>()

  constructor(dependencies: AskingDependencies) {
    this.#dependencies = dependencies
  }

  /** Asks now and then from now on, until {@link stop}. */
  start(): void {
    this.#cancel ??= this.#askLater()
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = undefined
    for (const cancel of this.#askSoon.values()) cancel()
    this.#askSoon.clear()
  }

  ask(member: Member): void {
    // A peer that is behind would not get it, and must be asked again when it has caught up.
    if (!member.outbox.isFlowing) return
    // Whole, as V8 keeps it without an object of its own.
    member.askedMs = Math.floor(this.#dependencies.clock.now())
    member.send({ type: 'syncStep1', stateVector: this.#dependencies.stateVector() })
  }

  /** Asks a peer for what its edits build on: a while later, if it was asked a moment ago and its answer may be under way. */
  askForParents(member: Member): void {
    const { clock, members } = this.#dependencies
    const waitMs = askedMs(member) + ASK_AGAIN_MS - clock.now()
    if (waitMs <= 0) this.ask(member)
    else if (!this.#askSoon.has(member)) {
      const ask = () => {
        this.#askSoon.delete(member)
        if (members.has(member) && member.acknowledgements.incomplete > 0) this.ask(member)
      }
      this.#askSoon.set(member, clock.after(waitMs, ask))
    }
  }

  #askLater(): Cancel {
    const { clock, random, askIntervalMs, members } = this.#dependencies
    return clock.after(askIntervalMs * (0.5 + random.next()), () => {
      const longestAgo = [...members].sort((a, b) => askedMs(a) - askedMs(b))
      for (const member of longestAgo.slice(0, ASKED_AT_A_TIME)) this.ask(member)
      this.#cancel = this.#askLater()
    })
  }
}

/** Who was never asked was asked longest ago. */
function askedMs(member: Member): number {
  return member.askedMs ?? -Number.MAX_VALUE
}
