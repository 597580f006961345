import { ApplyBudget } from './apply-budget.ts'
import type { Limits } from './limits.ts'
import type { Clock } from './ports.ts'
import { TokenBucket } from './token-bucket.ts'

/** What one peer may still bring about in its document. */
export class PeerAllowance {
  readonly apply: ApplyBudget
  /** Client IDs that the document does not know. */
  readonly newClients: TokenBucket

  constructor(
    clock: Clock,
    limits: Pick<Limits, 'maxApplyExcessMs' | 'maxNewClients' | 'newClientsPerSecond'>,
  ) {
    const { maxNewClients, newClientsPerSecond } = limits
    this.apply = new ApplyBudget(clock, limits)
    this.newClients = new TokenBucket(newClientsPerSecond, maxNewClients, clock.now())
  }
}
