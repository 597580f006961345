import { closeCodes, type CloseCode } from '@weft/protocol'
import type { ApplyBudget, WorkMark, WorkWatch } from './apply-budget.ts'
import type { CheckedUpdate } from './checked-update.ts'
import type { DocumentSize } from './document-size.ts'
import type { Limits } from './limits.ts'
import type { Guard, LiveDocument, Outcome } from './live-document.ts'
import type { Member } from './member.ts'
import type { Clock } from './ports.ts'

/** An update that a peer sent. */
export interface Inbound {
  readonly member: Member
  readonly update: CheckedUpdate
  /** Whether it is the peer's first whole answer: that may hold what many clients did in years. */
  readonly isFirstAnswer: boolean
}

/** Why a peer's update was not taken, or not in whole, and how the peer is closed for that. */
const refusals = {
  failed: { code: closeCodes.resync, reason: 'an update could not be applied' },
  'too-costly': { code: closeCodes.tooMany, reason: 'its edits take too long to apply' },
  'too-many-waiting': {
    code: closeCodes.resync,
    reason: 'too much waits for missing updates',
  },
  'too-many-clients': { code: closeCodes.tooMany, reason: 'too many new client IDs' },
  'too-many-types': { code: closeCodes.tooLarge, reason: 'the document has too many root types' },
  'too-many-subdocuments': {
    code: closeCodes.tooLarge,
    reason: 'the document has too many subdocuments',
  },
  'too-deep': { code: closeCodes.badMessage, reason: 'its types nest too deep' },
  full: { code: closeCodes.tooLarge, reason: 'the document is full' },
} as const satisfies Record<string, { readonly code: CloseCode; readonly reason: string }>

type Because = keyof typeof refusals

/** How long after being told that the document is full a peer's edits are still taken, in milliseconds: they were under way. */
const UNDER_WAY_MS = 10_000

export interface UpdateGuardDependencies {
  readonly document: LiveDocument
  readonly size: DocumentSize
  readonly work: WorkWatch
  readonly clock: Clock
  readonly limits: Pick<
    Limits,
    'maxPendingMessages' | 'maxPendingStructs' | 'maxNewClients' | 'maxNesting'
  >
}

/** Looks at each update of a tick just before it is applied. After one that is refused, no more of its peer is taken. */
export class UpdateGuard implements Guard {
  readonly #inbound: readonly Inbound[]
  readonly #dependencies: UpdateGuardDependencies
  /** Undefined while there is none, as in nearly every tick. */
  #refused: Map<Member, Because> | undefined
  /** How many messages of each member wait for others by now. */
  #waiting: Map<Member, number> | undefined
  #mark: WorkMark | undefined

  constructor(inbound: readonly Inbound[], dependencies: UpdateGuardDependencies) {
    this.#inbound = inbound
    this.#dependencies = dependencies
  }

  leavesOut(index: number): boolean {
    this.#lookBack(this.#inbound[index - 1])
    const inbound = this.#inbound[index]
    if (!inbound) return true
    const { member } = inbound
    if (this.#refused?.has(member)) return true
    const because = this.#judge(inbound)
    if (because) this.#refuse(member, because)
    return because !== undefined
  }

  budget(index: number): ApplyBudget | undefined {
    const inbound = this.#inbound[index]
    return inbound && !isEmpty(inbound) ? inbound.member.allowance.apply : undefined
  }

  /** Whom to close, now that the updates are applied. */
  *refused(outcomes: readonly Outcome[]): Generator<Refused> {
    outcomes.forEach((outcome, index) => {
      const member = this.#inbound[index]?.member
      if (!member || (outcome !== 'failed' && outcome !== 'too-costly')) return
      if (!this.#refused?.has(member)) this.#refuse(member, outcome)
    })
    for (const [member, because] of this.#refused ?? [])
      yield { member, because, ...refusals[because] }
  }

  #refuse(member: Member, because: Because): void {
    this.#refused ??= new Map()
    this.#refused.set(member, because)
  }

  #lookBack(before: Inbound | undefined): void {
    if (!before || this.#dependencies.document.contents.hasIntegrated(before.update)) return
    const { member } = before
    this.#waiting ??= new Map()
    const waiting = this.#waiting.get(member) ?? member.acknowledgements.incomplete
    this.#waiting.set(member, waiting + 1)
  }

  #judge(inbound: Inbound): Because | undefined {
    if (isEmpty(inbound)) return undefined
    const { member, update, isFirstAnswer } = inbound
    const { document, limits, work } = this.#dependencies
    const { apply } = member.allowance
    // Not before there is something: a look is dear, and most ticks of many only tell where cursors are.
    apply.begin((this.#mark ??= work.mark()))
    if (apply.isSpent) return 'too-costly'
    if ((this.#waiting?.get(member) ?? 0) > limits.maxPendingMessages) return 'too-many-waiting'
    if (!isFirstAnswer && this.#bringsTooManyClients(member, update)) return 'too-many-clients'
    if (document.contents.countWaiting(update) > limits.maxPendingStructs) return 'too-many-waiting'
    if (!document.contents.isExtendedBy(update)) return undefined
    if (this.#isFullFor(member, update)) return 'full'
    const { newRoots, newSubdocuments } = member.allowance
    const roots = document.contents.countNewRoots(update.roots)
    if (!newRoots.take(roots, document.contents.roots)) return 'too-many-types'
    if (!newSubdocuments.take(update.subdocuments, document.subdocuments)) {
      return 'too-many-subdocuments'
    }
    return document.contents.deepestType(update) > limits.maxNesting ? 'too-deep' : undefined
  }

  #bringsTooManyClients(member: Member, { ends }: CheckedUpdate): boolean {
    const { document, limits, clock } = this.#dependencies
    const count = document.contents.countUnknown(ends.keys())
    if (count === 0) return false
    const { newClients } = member.allowance
    const nowMs = clock.now()
    if (count > limits.maxNewClients || newClients.waitMs(count, nowMs) > 0) return true
    newClients.take(count, nowMs)
    return false
  }

  #isFullFor(member: Member, { update }: CheckedUpdate): boolean {
    const { size, clock } = this.#dependencies
    if (!size.hasRoomFor(update.length) && this.#wouldOverfill(member, update)) return true
    if (size.level !== 'full') return false
    // A peer that cannot be told has to find out.
    if (!member.speaksExtension) return true
    return clock.now() - (member.toldFullMs ?? clock.now()) > UNDER_WAY_MS
  }

  #wouldOverfill(member: Member, update: Uint8Array): boolean {
    let isTooMuch = false
    // That may mean to encode the whole document.
    member.allowance.apply.spend(0, () => {
      isTooMuch = this.#dependencies.size.wouldOverfill(update.length)
    })
    return isTooMuch
  }
}

/** Whoever has nothing to tell answers so. Of most peers that is all that ever comes. */
const isEmpty = ({ update }: Inbound): boolean => update.units === 0

export interface Refused {
  readonly member: Member
  readonly because: Because
  readonly code: CloseCode
  readonly reason: string
}
