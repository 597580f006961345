import { ApplyBudget } from './apply-budget.ts'
import type { Limits } from './limits.ts'
import type { Clock } from './ports.ts'
import { Share } from './share.ts'
import { TokenBucket } from './token-bucket.ts'

/** What one peer may still bring about in its document. */
export class PeerAllowance {
  readonly apply: ApplyBudget
  /** Client IDs that the document does not know. */
  readonly newClients: TokenBucket
  readonly newRoots: Share
  readonly newSubdocuments: Share

  constructor(
    clock: Clock,
    limits: Pick<
      Limits,
      | 'maxApplyMs'
      | 'maxApplyExcessMs'
      | 'maxNewClients'
      | 'newClientsPerSecond'
      | 'maxRootTypes'
      | 'maxSubdocuments'
    >,
    applyBudget = new ApplyBudget(clock, limits),
  ) {
    const { maxNewClients, newClientsPerSecond } = limits
    this.apply = applyBudget
    this.newRoots = new Share(limits.maxRootTypes)
    this.newSubdocuments = new Share(limits.maxSubdocuments)
    this.newClients = new TokenBucket({ perSecond: newClientsPerSecond, burst: maxNewClients })
  }
}
