import { type HexColor, leastUsedColor, parseColor } from './color.ts'
import { bySeniority, joinedMsOf, type Seniority } from './participants.ts'
import { field, personFrom } from './person.ts'

/**
 * What one open tab claims for itself. All tabs of a browser share `localStorage`, and a tab that was duplicated
 * even starts with a copy of the other's `sessionStorage`, so two claims may collide; {@link settleClaim} decides.
 */
export interface TabClaim extends Seniority {
  /** Kept over reloads, new in a new tab. */
  readonly tabId: string
  /** When this page was loaded, unlike `joinedMs` also after a reload. */
  readonly openedMs: number
  readonly color: HexColor
}

export interface OwnClaim extends TabClaim {
  readonly colorFrom: ColorSource
}

/**
 * Where a tab has its colour from: from `chance`, until it has seen the room; settled with the `room`; or picked by the
 * `person` for this tab, and then it gives way to nobody.
 */
export type ColorSource = 'chance' | 'room' | 'person'

/** What another tab claims, read from its awareness state. */
export function claimFrom(state: unknown, clientId: number): TabClaim {
  const tab = field(state, 'tab')
  const tabId = field(tab, 'id')
  const openedMs = field(tab, 'openedMs')
  return {
    clientId,
    tabId: typeof tabId === 'string' ? tabId : '',
    joinedMs: joinedMsOf(state),
    openedMs: typeof openedMs === 'number' ? openedMs : 0,
    color: personFrom(state, clientId).color,
  }
}

/**
 * The own claim, after a look at the room: the same object when all is well.
 *
 * - A duplicate of a tab that was opened earlier becomes a tab of its own.
 * - The last to come, whose colour is by chance, takes one that is unlike the others'.
 * - Of two tabs with one colour, the junior takes a colour that fewer people have, if there is one.
 *
 * The senior never moves, so tabs that decide at the same time come to an end.
 */
export function settleClaim(
  own: OwnClaim,
  others: readonly TabClaim[],
  newTabId: () => string,
): OwnClaim {
  if (others.length === 0) return own
  const colors = others.map(({ color }) => color)
  const freeColor = leastUsedColor(colors, own.clientId)
  const isDuplicate = others.some(
    (other) =>
      other.tabId === own.tabId &&
      (other.openedMs - own.openedMs || other.clientId - own.clientId) < 0,
  )
  if (isDuplicate) {
    const { openedMs, clientId } = own
    const joinedMs = openedMs
    return { tabId: newTabId(), joinedMs, openedMs, clientId, color: freeColor, colorFrom: 'room' }
  }
  const isSenior = (other: TabClaim) => bySeniority(other, own) < 0
  const count = (wanted: HexColor) => colors.filter((color) => color === wanted).length
  switch (own.colorFrom) {
    case 'chance':
      return { ...own, color: others.every(isSenior) ? freeColor : own.color, colorFrom: 'room' }
    case 'room': {
      const yields =
        count(freeColor) < count(own.color) &&
        others.some((other) => other.color === own.color && isSenior(other))
      return yields ? { ...own, color: freeColor } : own
    }
    case 'person':
      return own
  }
}

/** What `sessionStorage` keeps of a claim. */
export interface KeptClaim {
  readonly tabId: string
  readonly document: string
  readonly joinedMs: number
  readonly color: HexColor
  /** Whether the person picked the colour for this tab. */
  readonly colorChosen: boolean
}

/** Reads what a reload or an earlier page of this tab left behind, if it is whole. */
export function keptClaimFrom(value: unknown): KeptClaim | undefined {
  const tabId = field(value, 'tabId')
  const document = field(value, 'document')
  const joinedMs = field(value, 'joinedMs')
  const color = parseColor(field(value, 'color'))
  const whole =
    typeof tabId === 'string' && typeof document === 'string' && typeof joinedMs === 'number'
  if (!whole || color === undefined) return undefined
  return { tabId, document, joinedMs, color, colorChosen: field(value, 'colorChosen') === true }
}
