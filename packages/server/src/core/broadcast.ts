import { encodeMessage, fragmentFrame } from '@weft/protocol'
import type { Member } from './member.ts'
import type { PresenceChange } from './presence-change.ts'

type Frames = readonly Uint8Array[]

const NOTHING: Frames = []

/** What a tick has for everybody in a room. */
export interface Broadcast {
  readonly updates: readonly Uint8Array[]
  /** The only member behind the updates, which has them already. */
  readonly soleAuthor?: Member | undefined
  readonly presence?: PresenceChange | undefined
}

/**
 * Sends it to each member that does not know it already. Encoded once; all peers share the bytes.
 *
 * @returns To how many members updates were sent.
 */
export function broadcast(
  members: Iterable<Member>,
  { updates, soleAuthor, presence }: Broadcast,
): number {
  if (updates.length === 0 && !presence) return 0
  const content = framesFor(updates.map((update) => encodeMessage({ type: 'update', update })))
  const together = presence && new Together()
  let deliveries = 0
  for (const member of members) {
    const form = member.speaksExtension ? 'fragments' : 'whole'
    const frames = member === soleAuthor ? NOTHING : content[form]
    if (frames.length > 0 && member.outbox.isFlowing) deliveries += 1
    member.outbox.send(together ? together.of(frames, presence.framesFor(member)) : frames)
  }
  return deliveries
}

/** Puts updates and presence together, for all who get the same of both into the same array: who sends may know it again. */
class Together {
  readonly #arrays = new Map<Frames, Map<Frames, Frames>>()

  of(updates: Frames, presence: Frames): Frames {
    if (presence.length === 0) return updates
    if (updates.length === 0) return presence
    const arrays = this.#arrays.get(updates) ?? new Map<Frames, Frames>()
    this.#arrays.set(updates, arrays)
    const frames = arrays.get(presence) ?? [...updates, ...presence]
    arrays.set(presence, frames)
    return frames
  }
}

/** Frames as they are, for stock clients, and as those who said hello get them. */
function framesFor(whole: readonly Uint8Array[]) {
  return { whole, fragments: whole.flatMap((frame) => fragmentFrame(frame)) }
}
