import { encodeAwareness, encodeMessage, type AwarenessEntry } from '@weft/protocol'
import { Claims } from './claims.ts'
import type { Member } from './member.ts'
import type { Clock } from './ports.ts'
import { Presence, type PresenceLimits, type Standing } from './presence.ts'

/**
 * Entries are divided over messages with about this many characters of JSON each. Even if every character takes three
 * bytes that is less than a fragment, and far less than the largest awareness message.
 */
const MESSAGE_CHARACTERS = 64 * 1024
/** What an entry takes besides its state: three numbers. */
const ENTRY_OVERHEAD = 20

export interface RoomPresenceDependencies {
  readonly clock: Clock
  readonly limits: PresenceLimits
  readonly count: (name: string) => void
  /** There is something to send with the next tick. */
  readonly onChange: () => void
}

/** What a tick has to tell of presence. */
export interface PresenceChange {
  readonly frames: readonly Uint8Array[]
  /** The only member behind it, which need not be told; undefined when there are several or somebody left. */
  readonly soleAuthor: Member | undefined
}

/** A room's presence on the wire: awareness messages in, and with each tick what changed, encoded once for all. */
export class RoomPresence {
  readonly #dependencies: RoomPresenceDependencies
  readonly #presence: Presence<Member>
  readonly #claims: Claims
  /** Who changed something since the last tick; undefined stands for those who left. */
  #authors = new Set<Member | undefined>()

  constructor(dependencies: RoomPresenceDependencies) {
    this.#dependencies = dependencies
    this.#presence = new Presence(dependencies.limits)
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
    this.#noteChange(undefined)
    this.#claims.left(member)
  }

  /** Takes the entries of one awareness message. */
  receive(member: Member, entries: readonly AwarenessEntry[]): void {
    const isFirst = !member.hasToldAwareness && entries.length === 1
    member.hasToldAwareness ||= entries.length > 0
    const standing = !isFirst ? 'later' : member.hasAnswered ? 'first' : 'claim'
    for (const entry of entries) this.#tell(member, entry, standing)
  }

  /** Tells a member who is here and, with `sinceMs`, who has left since then. */
  tellAll(member: Member, sinceMs?: number): void {
    this.#send(
      member,
      sinceMs === undefined ? this.#presence.all() : this.#presence.allSince(sinceMs),
    )
  }

  /** Tells a member that asks, also when nobody is here. */
  answer(member: Member): void {
    const all = this.#presence.all()
    if (all.length > 0) this.#send(member, all)
    else member.outbox.send([encodeFrame([])])
  }

  takeChange(): PresenceChange | undefined {
    const entries = this.#presence.takeChanges()
    const [author, ...others] = this.#authors
    this.#authors = new Set()
    if (entries.length === 0) return undefined
    return {
      frames: awarenessFrames(entries),
      soleAuthor: others.length === 0 ? author : undefined,
    }
  }

  #tell(member: Member, entry: AwarenessEntry, standing: Standing): void {
    const told = this.#presence.tell(member, entry, standing, this.#dependencies.clock.now())
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
    member.outbox.send(awarenessFrames(entries).flatMap((frame) => member.frames(frame)))
  }
}

function awarenessFrames(entries: readonly AwarenessEntry[]): Uint8Array[] {
  const frames: Uint8Array[] = []
  let part: AwarenessEntry[] = []
  let size = 0
  for (const entry of entries) {
    part.push(entry)
    size += entry.state.length + ENTRY_OVERHEAD
    if (size < MESSAGE_CHARACTERS) continue
    frames.push(encodeFrame(part))
    part = []
    size = 0
  }
  if (part.length > 0) frames.push(encodeFrame(part))
  return frames
}

function encodeFrame(entries: readonly AwarenessEntry[]): Uint8Array {
  return encodeMessage({ type: 'awareness', awareness: encodeAwareness(entries) })
}
