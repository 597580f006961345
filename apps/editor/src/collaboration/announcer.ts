import { strings } from '../strings.ts'
import type { Clock } from './clock.ts'
import { Observable } from './observable.ts'
import type { Participant } from './participants.ts'

/** Comings and goings are told this often at most, so that a busy room does not talk all the time. */
export const EVERY_MS = 5_000
/** Somebody who reloads the page leaves and comes back within this. */
export const GATHER_MS = 1_000

/**
 * What a screen reader says about the others: who joined and who left, gathered and rarely. Its value is the text for a
 * polite live region.
 */
export class Announcer extends Observable<string> {
  readonly #clock: Clock
  #known: ReadonlyMap<number, string> | undefined
  readonly #joined = new Map<number, string>()
  readonly #left = new Map<number, string>()
  #lastSaidMs = Number.NEGATIVE_INFINITY
  #cancelFlush: (() => void) | undefined

  constructor(clock: Clock) {
    super('')
    this.#clock = clock
  }

  /** Says something at once. */
  say(text: string): void {
    this.set(text)
  }

  /** From now on comings and goings are told; those who are here now are not news. */
  begin(participants: readonly Participant[]): void {
    this.#known = othersOf(participants)
  }

  /** No more, because the connection is gone and with it the sight of the others. */
  pause(): void {
    this.#known = undefined
    this.#joined.clear()
    this.#left.clear()
    this.#cancelFlush?.()
    this.#cancelFlush = undefined
  }

  update(participants: readonly Participant[]): void {
    if (!this.#known) return
    const known = this.#known
    const present = othersOf(participants)
    for (const [clientId, name] of present) {
      if (!known.has(clientId)) note(this.#joined, this.#left, clientId, name)
    }
    for (const [clientId, name] of known) {
      if (!present.has(clientId)) note(this.#left, this.#joined, clientId, name)
    }
    this.#known = present
    if (this.#joined.size + this.#left.size > 0) this.#scheduleFlush()
  }

  #scheduleFlush(): void {
    if (this.#cancelFlush) return
    const restMs = this.#lastSaidMs + EVERY_MS - this.#clock.now()
    this.#cancelFlush = this.#clock.after(Math.max(GATHER_MS, restMs), () => this.#flush())
  }

  #flush(): void {
    this.#cancelFlush = undefined
    const joined = [...this.#joined.values()]
    const left = [...this.#left.values()]
    this.#joined.clear()
    this.#left.clear()
    const sentences = [
      ...(joined.length > 0 ? [strings.announce.joined(joined)] : []),
      ...(left.length > 0 ? [strings.announce.left(left)] : []),
    ]
    if (sentences.length === 0) return
    this.#lastSaidMs = this.#clock.now()
    this.set(sentences.join(' '))
  }
}

function othersOf(participants: readonly Participant[]): ReadonlyMap<number, string> {
  return new Map(
    participants.filter(({ isSelf }) => !isSelf).map(({ clientId, name }) => [clientId, name]),
  )
}

// Somebody of the same name on the other list is the same person, who reloaded: no news at all.
function note(
  list: Map<number, string>,
  opposite: Map<number, string>,
  clientId: number,
  name: string,
): void {
  const counterpart = [...opposite].find(([, other]) => other === name)
  if (counterpart) opposite.delete(counterpart[0])
  else list.set(clientId, name)
}
