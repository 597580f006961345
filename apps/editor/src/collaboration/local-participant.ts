import type { Awareness } from 'y-protocols/awareness'
import type { HexColor } from './color.ts'
import { palette } from './color.ts'
import type { Draw } from './friendly-words.ts'
import { isIntroduced } from './person.ts'
import type { StoredProfile } from './profile.ts'
import type { StoredValue } from './stored-value.ts'
import { claimFrom, keptClaimFrom, type OwnClaim, settleClaim } from './tab-claim.ts'

export interface LocalParticipantOptions {
  readonly awareness: Awareness
  readonly profile: StoredProfile
  /** In `sessionStorage`: what this tab claimed before a reload. */
  readonly stored: StoredValue
  readonly documentName: string
  /** Wall-clock time, in milliseconds since 1970. */
  readonly nowMs: number
  readonly draw: Draw
}

/**
 * Publishes who sits at this tab: the name that all tabs of the browser share, and a colour that is the tab's own, given
 * up to whoever had it first.
 *
 * Writes the awareness fields `user` (name and colour, as every editor binding reads them) and `tab`.
 */
export class LocalParticipant {
  readonly #options: LocalParticipantOptions
  #claim: OwnClaim
  readonly #stop: () => void

  constructor(options: LocalParticipantOptions) {
    const { awareness, profile } = options
    this.#options = options
    this.#claim = this.#firstClaim()
    this.#publish()
    const settle = () => this.#settle()
    awareness.on('change', settle)
    const stopProfile = profile.subscribe(() => this.#publish())
    this.#stop = () => {
      awareness.off('change', settle)
      stopProfile()
    }
  }

  get color(): HexColor {
    return this.#claim.color
  }

  /** Takes a name for all tabs and a colour for this one. */
  introduce(name: string, color: HexColor): void {
    const { profile } = this.#options
    if (color !== this.#claim.color) this.#claim = { ...this.#claim, color, colorFrom: 'person' }
    profile.save({ name, color })
    this.#publish()
  }

  destroy(): void {
    this.#stop()
  }

  #firstClaim(): OwnClaim {
    const { awareness, profile, stored, documentName, nowMs, draw } = this.#options
    const kept = keptClaimFrom(stored.read())
    const anyColor = palette[draw(palette.length)]?.color ?? palette[0].color
    return {
      clientId: awareness.clientID,
      tabId: kept?.tabId ?? newTabId(draw),
      joinedMs: kept?.document === documentName ? kept.joinedMs : nowMs,
      openedMs: nowMs,
      color: kept?.color ?? profile.get().color ?? anyColor,
      colorFrom: kept === undefined ? 'chance' : kept.colorChosen ? 'person' : 'room',
    }
  }

  #settle(): void {
    const { awareness, draw } = this.#options
    const others = [...awareness.getStates()]
      .filter(([clientId, state]) => clientId !== awareness.clientID && isIntroduced(state))
      .map(([clientId, state]) => claimFrom(state, clientId))
    const settled = settleClaim(this.#claim, others, () => newTabId(draw))
    if (settled === this.#claim) return
    this.#claim = settled
    this.#publish()
  }

  #publish(): void {
    const { awareness, profile, stored, documentName } = this.#options
    const { tabId, joinedMs, openedMs, color, colorFrom } = this.#claim
    const colorChosen = colorFrom === 'person'
    stored.write({ tabId, document: documentName, joinedMs, color, colorChosen })
    // First the field that does not introduce anybody.
    awareness.setLocalStateField('tab', { id: tabId, joinedMs, openedMs })
    awareness.setLocalStateField('user', { name: profile.get().name, color })
  }
}

function newTabId(draw: Draw): string {
  return [0, 1].map(() => draw(2 ** 32).toString(36)).join('')
}
