import { ApplyBudget } from './apply-budget.ts'
import type { Limits } from './limits.ts'
import type { Clock } from './ports.ts'
import { Share } from './share.ts'
import { TokenBucket } from './token-bucket.ts'

/** What all channels of a shared connection may bring about together. */
export interface CommonAllowance {
  readonly applyBudget: ApplyBudget
  readonly answers: TokenBucket
}

/** What one peer may still bring about in its document. */
export class PeerAllowance {
  readonly apply: ApplyBudget
  /** Client IDs that the document does not know. */
  readonly newClients: TokenBucket
  readonly newRoots: Share
  readonly newSubdocuments: Share
  /** What is answered over its connection, if that is shared; beside what each peer may ask. */
  readonly answers: TokenBucket | undefined

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
    common?: CommonAllowance,
  ) {
    const { maxNewClients, newClientsPerSecond } = limits
    this.apply = common?.applyBudget ?? new ApplyBudget(clock, limits)
    this.answers = common?.answers
    this.newRoots = new Share(limits.maxRootTypes)
    this.newSubdocuments = new Share(limits.maxSubdocuments)
    this.newClients = new TokenBucket({ perSecond: newClientsPerSecond, burst: maxNewClients })
  }
}
