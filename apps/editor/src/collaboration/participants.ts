import type { HexColor } from './color.ts'
import { field, isIntroduced, personFrom, saidOf } from './person.ts'

/** Somebody who has the document open: one open tab. */
export interface Participant {
  readonly clientId: number
  /** As shown: people of one name are numbered, `Ada`, `Ada 2`. */
  readonly name: string
  readonly color: HexColor
  readonly isSelf: boolean
  readonly activity: Activity
}

/** `editing`: has the caret in the text. `away`: has the tab in the background. */
export type Activity = 'editing' | 'viewing' | 'away'

/** When a tab joined, for an order that is the same in everybody's window. */
export interface Seniority {
  readonly joinedMs: number
  readonly clientId: number
}

export function bySeniority(one: Seniority, other: Seniority): number {
  return one.joinedMs - other.joinedMs || one.clientId - other.clientId
}

/** The awareness field in which a tab says when it joined; a peer's word, so only ever used for order. */
export function joinedMsOf(state: unknown): number {
  const joinedMs = field(field(state, 'tab'), 'joinedMs')
  return typeof joinedMs === 'number' && Number.isFinite(joinedMs) ? joinedMs : 0
}

/** What one tab shows of itself, whatever else is here. */
export interface Presented extends Seniority {
  readonly name: string
  readonly color: HexColor
  readonly activity: Activity
  /** As the peer has written it, so that an unchanged name is not cleaned again with each step of a caret. */
  readonly said: { readonly name: unknown; readonly color: unknown }
}

/**
 * What a tab shows of itself by its awareness state; undefined while it has said nothing of itself.
 *
 * @param before What it showed until now: the same object, if a change shows nowhere.
 */
export function presentedFrom(
  state: unknown,
  clientId: number,
  before?: Presented,
): Presented | undefined {
  if (!isIntroduced(state)) return undefined
  const said = saidOf(state)
  const joinedMs = joinedMsOf(state)
  const activity = activityOf(state)
  if (before && before.said.name === said.name && before.said.color === said.color) {
    const isSame = before.joinedMs === joinedMs && before.activity === activity
    return isSame ? before : { ...before, joinedMs, activity }
  }
  return { ...personFrom(state, clientId), clientId, joinedMs, activity, said }
}

/** Everybody in a room, by their states. */
export function participantsFrom(
  states: ReadonlyMap<number, unknown>,
  ownClientId: number,
): readonly Participant[] {
  const presented = [...states].map(([clientId, state]) => presentedFrom(state, clientId))
  return participantsOf(
    presented.filter((one) => one !== undefined),
    ownClientId,
  )
}

/**
 * Everybody who is here, oneself first and the others in the order in which they came. A pure function of the room,
 * so that every window shows the same names: two tabs of one person become `Ada` and `Ada 2` everywhere.
 */
export function participantsOf(
  presented: readonly Presented[],
  ownClientId: number,
): readonly Participant[] {
  const namesakes = new Map<string, number>()
  const participants = [...presented]
    .sort(bySeniority)
    .map(({ clientId, name, color, activity }) => {
      const key = name.toLowerCase()
      const number = (namesakes.get(key) ?? 0) + 1
      namesakes.set(key, number)
      return {
        clientId,
        name: number === 1 ? name : `${name} ${number}`,
        color,
        isSelf: clientId === ownClientId,
        activity,
      }
    })
  return participants.sort((one, other) => Number(other.isSelf) - Number(one.isSelf))
}

export function sameParticipants(
  one: readonly Participant[],
  other: readonly Participant[],
): boolean {
  return (
    one.length === other.length &&
    one.every((participant, index) => {
      const counterpart = other[index]
      return (
        counterpart !== undefined &&
        participant.clientId === counterpart.clientId &&
        participant.name === counterpart.name &&
        participant.color === counterpart.color &&
        participant.activity === counterpart.activity
      )
    })
  )
}

function activityOf(state: unknown): Activity {
  if (field(state, 'away') === true) return 'away'
  const cursor = field(state, 'cursor')
  return typeof cursor === 'object' && cursor !== null ? 'editing' : 'viewing'
}
