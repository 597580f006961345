import type { AwarenessEntry } from '@weft/protocol'
import type { Member } from './member.ts'
import type { Cancel, Clock } from './ports.ts'

/** How long the present owner of a client ID has to show that it lives, in milliseconds. */
const PROOF_MS = 2_000

interface Claim {
  readonly owner: Member
  entry: AwarenessEntry
  readonly cancel: Cancel
}

/**
 * Client IDs that a new connection names as its own while another still holds them: mostly the same browser, back before
 * its old connection was found dead. The old one is pinged; if it stays silent it goes. A claim is granted as soon as the
 * old connection has gone, however it went.
 */
export class Claims {
  readonly #clock: Clock
  readonly #grant: (claimant: Member, entry: AwarenessEntry) => void
  readonly #claims = new Map<Member, Claim>()

  constructor(clock: Clock, grant: (claimant: Member, entry: AwarenessEntry) => void) {
    this.#clock = clock
    this.#grant = grant
  }

  open(claimant: Member, entry: AwarenessEntry, owner: Member): void {
    this.withdraw(claimant)
    const openedMs = this.#clock.now()
    owner.session.ping()
    const cancel = this.#clock.after(PROOF_MS, () => {
      if (owner.session.heardMs > openedMs) this.#claims.delete(claimant)
      // It leaves the room by that, and so grants the claim.
      else owner.session.terminate()
    })
    this.#claims.set(claimant, { owner, entry, cancel })
  }

  /** The claimant has a newer state meanwhile. */
  renew(claimant: Member, entry: AwarenessEntry): void {
    const claim = this.#claims.get(claimant)
    if (claim?.entry.clientId === entry.clientId && entry.clock > claim.entry.clock)
      claim.entry = entry
  }

  /** A member is gone, and what it held is free. */
  left(member: Member): void {
    this.withdraw(member)
    for (const [claimant, { owner, entry }] of [...this.#claims]) {
      if (owner !== member) continue
      this.withdraw(claimant)
      this.#grant(claimant, entry)
    }
  }

  /** The claim no longer stands, if there was one. */
  withdraw(claimant: Member): void {
    this.#claims.get(claimant)?.cancel()
    this.#claims.delete(claimant)
  }
}
