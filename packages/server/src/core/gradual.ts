import type { ApplyBudget } from './apply-budget.ts'
import { inCausalOrder } from './causal-order.ts'
import type { CheckedUpdate, Reach } from './checked-update.ts'
import { UpdateWriter } from './update-writer.ts'

/** How many structs or ranges are applied first, to see how long they take. Updates of no more are applied at once. */
export const FIRST_STEP = 8
const LARGEST_STEP = 8_192
/** How long a step should take, in milliseconds. */
const STEP_MS = 4

/**
 * Applies what can be applied of a large update in steps, so that it can be stopped when it costs too much: one call of
 * Yjs for a message of a few kilobytes can take a minute. What waits for other updates is left out.
 *
 * @returns Whether all of it was applied; false when the budget is spent.
 */
export function applyGradually(
  update: CheckedUpdate,
  budget: ApplyBudget,
  clockOf: (client: number) => number,
  apply: (step: Uint8Array) => void,
): boolean {
  const steps = new Steps(budget, apply)
  for (const struct of inCausalOrder(update.structs, clockOf)) {
    const { client, clock } = struct.id
    // A step may have brought in what waited, and with it some of these.
    const known = clockOf(client)
    if (clock + struct.length <= known) continue
    steps.writer.add(struct, Math.max(clock, known))
    if (!steps.added()) return false
  }
  if (!steps.end()) return false
  for (const [client, from, to] of applicableRanges(update, clockOf)) {
    steps.writer.delete(client, from, to)
    if (!steps.added()) return false
  }
  return steps.end()
}

function* applicableRanges(
  { deletes }: Reach,
  clockOf: (client: number) => number,
): Generator<[number, number, number]> {
  for (const [client, ranges] of deletes) {
    const clock = clockOf(client)
    for (const { from, to } of ranges) if (to <= clock) yield [client, from, to]
  }
}

class Steps {
  writer = new UpdateWriter()
  readonly #budget: ApplyBudget
  readonly #apply: (step: Uint8Array) => void
  #units = 0
  #size = FIRST_STEP

  constructor(budget: ApplyBudget, apply: (step: Uint8Array) => void) {
    this.#budget = budget
    this.#apply = apply
  }

  /** One more is in the writer. False when the budget is spent. */
  added(): boolean {
    this.#units += 1
    return this.#units < this.#size || this.end()
  }

  /** Applies what is in the writer. False when the budget is spent. */
  end(): boolean {
    if (this.#units === 0) return true
    const step = this.writer.finish()
    const tookMs = this.#budget.spend(this.#units, () => this.#apply(step))
    const growth = tookMs * 2 < STEP_MS ? 4 : STEP_MS / tookMs
    this.#size = Math.min(LARGEST_STEP, Math.max(1, Math.floor(this.#units * growth)))
    this.writer = new UpdateWriter()
    this.#units = 0
    return !this.#budget.isSpent
  }
}
