import { encodeMessage, fragmentFrame } from '@weft/protocol'
import type { Member } from './member.ts'
import type { PresenceChange } from './presence-change.ts'

/** What a tick has for everybody in a room. */
export interface Broadcast {
  readonly updates: readonly Uint8Array[]
  /** The only member behind the updates, which has them already. */
  readonly soleAuthor?: Member | undefined
  readonly presence?: PresenceChange | undefined
}

/** Sends it to each member that does not know it already. Encoded once; all peers share the bytes. */
export function broadcast(
  members: Iterable<Member>,
  { updates, soleAuthor, presence }: Broadcast,
): void {
  if (updates.length === 0 && !presence) return
  const content = framesFor(updates.map((update) => encodeMessage({ type: 'update', update })))
  for (const member of members) {
    const form = member.options.speaksExtension ? 'fragments' : 'whole'
    member.outbox.send([
      ...(member === soleAuthor ? [] : content[form]),
      ...(presence?.framesFor(member) ?? []),
    ])
  }
}

/** Frames as they are, for stock clients, and as those who said hello get them. */
function framesFor(whole: readonly Uint8Array[]) {
  return { whole, fragments: whole.flatMap((frame) => fragmentFrame(frame)) }
}
