import { encodeAwareness, NO_STATE, type AwarenessEntry } from '@weft/protocol'
import { awarenessFrames } from './awareness-frames.ts'
import { Claims } from './claims.ts'
import type { IdentityStamp } from './identity.ts'
import type { Member } from './member.ts'
import type { Clock } from './ports.ts'
import { PresenceChange } from './presence-change.ts'
import { Presence, type PresenceLimits, type Standing } from './presence.ts'

export interface RoomPresenceDependencies {
  readonly clock: Clock
  readonly limits: PresenceLimits
  readonly count: (name: string) => void
  readonly stamp: IdentityStamp
  /** There is something to send with the next tick, or, if only cursors moved, with one that takes moves along. */
  readonly onChange: (isMove: boolean) => void
}

/** A room's presence on the wire: awareness messages in, and with each tick what changed, encoded once for all. */
export class RoomPresence {
  readonly #dependencies: RoomPresenceDependencies
  readonly #presence: Presence<Member>
  readonly #claims: Claims
  #isUrgent = false
  /** Who changed something since the last tick; undefined stands for those who left. */
  #authors = new Set<Member | undefined>()
  /** What the room was told last of each client that is here: what differences are told from. */
  readonly #told = new Map<number, AwarenessEntry>()
  /** Who is here, as it is told; until somebody comes, changes or goes. */
  #everybody: readonly Uint8Array[] | undefined

  constructor(dependencies: RoomPresenceDependencies) {
    this.#dependencies = dependencies
    const { limits, stamp } = dependencies
    this.#presence = new Presence(limits, (state, { identity }) => stamp.stamp(state, identity))
    this.#claims = new Claims(dependencies.clock, (member, entry) =>
      this.#tell(member, entry, 'claim'),
    )
  }

  /** A member goes on in the place of another. */
  transfer(from: Member, to: Member): void {
    this.#presence.transfer(from, to)
  }

  leave(member: Member): void {
    this.#presence.release(member, this.#dependencies.clock.now())
    this.#everybody = undefined
    this.#noteChange(undefined)
    this.#claims.left(member)
  }

  /** Stamps are others now: states that have not the right one leave, and their clients are asked to announce themselves anew. */
  restamp(): void {
    if (!this.#presence.withdrawMisstamped()) return
    this.#everybody = undefined
    // They are told, too.
    this.#noteChange(undefined)
  }

  /** Whether an entry's state need not be parsed. */
  isSound(entry: AwarenessEntry): boolean {
    return this.#presence.isSound(entry)
  }

  /** Takes the entries of one awareness message. */
  receive(member: Member, entries: readonly AwarenessEntry[]): void {
    if (member.isHidden) {
      for (const _ of entries) this.#dependencies.count('awareness-dropped.hidden')
      return
    }
    const standing = entries.length === 1 ? standingOf(member) : 'later'
    member.hasToldAwareness ||= entries.length > 0
    for (const entry of entries) this.#tell(member, entry, standing)
  }

  /** How much it takes to tell who is here, in bytes. */
  get sizeBytes(): number {
    return this.#everybodyFrames().reduce((sum, { length }) => sum + length, 0)
  }

  /**
   * Tells a member who is here and, with `sinceMs`, who has left since then.
   *
   * @returns What tells who is here: the same array for all, until somebody comes, changes or goes.
   */
  tellAll(member: Member, sinceMs?: number): readonly Uint8Array[] {
    const frames = this.#everybodyFrames()
    // Perhaps newer than what the others were told last.
    member.hasAllPresence = false
    member.isOwedPresence = false
    member.outbox.send(frames)
    if (sinceMs !== undefined) this.#send(member, this.#presence.leftSince(sinceMs))
    return frames
  }

  /** Tells a member that asks, also when nobody is here. */
  answer(member: Member): readonly Uint8Array[] {
    const frames = this.tellAll(member)
    if (frames.length === 0) {
      member.send({ type: 'awareness', awareness: encodeAwareness([]) })
    }
    return frames
  }

  get hasChanges(): boolean {
    return this.#presence.hasChanges
  }

  /** Whether somebody came or left, who shows up or is gone for everybody at once. */
  get isUrgent(): boolean {
    return this.#isUrgent
  }

  takeChange(): PresenceChange | undefined {
    // As in nearly every tick in which somebody types.
    if (!this.hasChanges) return undefined
    this.#isUrgent = false
    const entries = this.#presence.takeChanges()
    const [author, ...others] = this.#authors
    this.#authors = new Set()
    if (entries.length === 0) return undefined
    const news = entries.map((entry) => ({ entry, base: this.#told.get(entry.clientId) }))
    for (const entry of entries) {
      if (entry.state === NO_STATE) this.#told.delete(entry.clientId)
      else this.#told.set(entry.clientId, entry)
    }
    return new PresenceChange(news, others.length === 0 ? author : undefined)
  }

  #tell(member: Member, entry: AwarenessEntry, standing: Standing): void {
    const told = this.#presence.tell(member, entry, standing, this.#dependencies.clock.now())
    if (told.kind === 'accepted' || told.kind === 'stale') this.#everybody = undefined
    switch (told.kind) {
      case 'accepted':
        return this.#noteChange(member, told.isMove)
      case 'stale':
        this.#send(member, [told.answer])
        return this.#noteChange(member)
      case 'contested':
        return this.#claims.open(member, entry, told.owner)
      case 'dropped':
        this.#claims.renew(member, entry)
        return this.#dependencies.count(`awareness-dropped.${told.because}`)
      default:
        told satisfies never
    }
  }

  // None of them is larger than a fragment, so they are the same for everybody.
  #everybodyFrames(): readonly Uint8Array[] {
    return (this.#everybody ??= awarenessFrames(this.#presence.all()))
  }

  #noteChange(author: Member | undefined, isMove = false): void {
    if (!this.#presence.hasChanges) return
    this.#authors.add(author)
    this.#isUrgent ||= !isMove
    this.#dependencies.onChange(isMove)
  }

  #send(member: Member, entries: readonly AwarenessEntry[]): void {
    member.outbox.send(awarenessFrames(entries).flatMap((frame) => member.frames(frame)))
  }
}

/** What the only entry of a message stands for. */
function standingOf({ hasToldAwareness, hasAnswered, speaksExtension }: Member): Standing {
  if (hasToldAwareness) return 'later'
  if (hasAnswered) return 'first'
  return speaksExtension ? 'announcement' : 'claim'
}
