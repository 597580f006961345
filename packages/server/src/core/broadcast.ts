import { encodeMessage, FRAGMENT_BYTES, fragmentFrame } from '@weft/protocol'
import type { Member } from './member.ts'
import type { PresenceChange } from './presence-change.ts'

type Frames = readonly Uint8Array[]

const NOTHING: Frames = []

/** What a tick has for everybody in a room. */
export interface Broadcast {
  readonly update?: Uint8Array | undefined
  /** The only member behind the update, which has it already. */
  readonly soleAuthor?: Member | undefined
  readonly presence?: PresenceChange | undefined
}

/**
 * Sends it to each member that does not know it already. Encoded once; all peers share the bytes.
 *
 * @returns To how many members the update was sent.
 */
export function broadcast(
  members: Iterable<Member>,
  { update, soleAuthor, presence }: Broadcast,
): number {
  if (!update && !presence) return 0
  const content = framesFor(update)
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

/** Puts an update and presence together, for all who get the same of both into the same array: who sends may know it again. */
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

/** The update as it is for stock clients, and as those who said hello get it: mostly the same. */
function framesFor(update: Uint8Array | undefined): { whole: Frames; fragments: Frames } {
  if (!update) return { whole: NOTHING, fragments: NOTHING }
  const frame = encodeMessage({ type: 'update', update })
  const whole = [frame]
  return { whole, fragments: frame.length > FRAGMENT_BYTES ? fragmentFrame(frame) : whole }
}
