import { encodeAwareness, encodeMessage, type AwarenessEntry } from '@weft/protocol'
import { Claims } from './claims.ts'
import type { Member } from './member.ts'
import type { Clock } from './ports.ts'
import { Presence, type PresenceLimits } from './presence.ts'

export interface RoomPresenceDependencies {
  readonly clock: Clock
  readonly limits: PresenceLimits
  readonly count: (name: string) => void
  /** There is something to send with the next tick. */
  readonly onChange: () => void
}

/** What a tick has to tell of presence. */
export interface PresenceChange {
  readonly frame: Uint8Array
  /** The only member behind it, which need not be told; undefined when there are several or somebody left. */
  readonly soleAuthor: Member | undefined
}

/** A room's presence on the wire: awareness messages in, one shared frame per tick out. */
export class RoomPresence {
  readonly #dependencies: RoomPresenceDependencies
  readonly #presence: Presence<Member>
  readonly #claims: Claims
  /** Who changed something since the last tick; undefined stands for those who left. */
  #authors = new Set<Member | undefined>()

  constructor(dependencies: RoomPresenceDependencies) {
    this.#dependencies = dependencies
    this.#presence = new Presence(dependencies.limits)
    this.#claims = new Claims(dependencies.clock, (member, entry) => this.#tell(member, entry, true))
  }

  join(member: Member, replaces: Member | undefined): void {
    if (replaces) this.#presence.transfer(replaces, member)
    this.tellAll(member)
  }

  leave(member: Member): void {
    this.#claims.withdraw(member)
    this.#presence.release(member, this.#dependencies.clock.now())
    this.#noteChange(undefined)
  }

  /** Takes the entries of one awareness message. */
  receive(member: Member, entries: readonly AwarenessEntry[]): void {
    const isFirst = !member.hasToldAwareness && entries.length === 1
    member.hasToldAwareness ||= entries.length > 0
    for (const entry of entries) this.#tell(member, entry, isFirst)
  }

  /** Tells a member who is here and, with `sinceMs`, who has left since then. */
  tellAll(member: Member, sinceMs?: number): void {
    this.#send(member, sinceMs === undefined ? this.#presence.all() : this.#presence.allSince(sinceMs))
  }

  takeChange(): PresenceChange | undefined {
    const entries = this.#presence.takeChanges()
    const [author, ...others] = this.#authors
    this.#authors = new Set()
    if (entries.length === 0) return undefined
    return { frame: awarenessFrame(entries), soleAuthor: others.length === 0 ? author : undefined }
  }

  #tell(member: Member, entry: AwarenessEntry, isFirst: boolean): void {
    const told = this.#presence.tell(member, entry, isFirst, this.#dependencies.clock.now())
    switch (told.kind) {
      case 'accepted':
        break
      case 'stale':
        this.#send(member, [told.answer])
        break
      case 'contested':
        this.#claims.open(member, entry, told.owner)
        return
      case 'dropped':
        this.#claims.renew(member, entry)
        this.#dependencies.count(`awareness-dropped.${told.because}`)
        return
      default:
        told satisfies never
    }
    this.#noteChange(member)
  }

  #noteChange(author: Member | undefined): void {
    if (!this.#presence.hasChanges) return
    this.#authors.add(author)
    this.#dependencies.onChange()
  }

  #send(member: Member, entries: readonly AwarenessEntry[]): void {
    if (entries.length > 0) member.outbox.send([awarenessFrame(entries)])
  }
}

function awarenessFrame(entries: readonly AwarenessEntry[]): Uint8Array {
  return encodeMessage({ type: 'awareness', awareness: encodeAwareness(entries) })
}
