import {
  awarenessChange,
  fragmentFrame,
  NO_STATE,
  type AwarenessChange,
  type AwarenessEntry,
} from '@weft/protocol'
import { awarenessFrames, patchFrames } from './awareness-frames.ts'
import type { Member } from './member.ts'

/** The first version of the extension that has patches. */
const PATCH_VERSION = 3

/** A client's newest entry, and the one that everybody was told before. */
export interface News {
  readonly entry: AwarenessEntry
  readonly base: AwarenessEntry | undefined
}

/**
 * What a tick has to tell of presence. Whoever was told all that was told before gets the differences, everybody else
 * whole entries; either is encoded once, when the first needs it, and shared.
 */
export class PresenceChange {
  /** The only member behind it, which need not be told; undefined when there are several or somebody left. */
  readonly soleAuthor: Member | undefined
  readonly #news: readonly News[]
  #whole: readonly Uint8Array[] | undefined
  #wholeInFragments: readonly Uint8Array[] | undefined
  #patched: readonly Uint8Array[] | undefined

  constructor(news: readonly News[], soleAuthor: Member | undefined) {
    this.#news = news
    this.soleAuthor = soleAuthor
  }

  /** What this member is to be sent now. It then has been told all that was told so far. */
  framesFor(member: Member): readonly Uint8Array[] {
    if (member === this.soleAuthor) return []
    const { speaksExtension, extensionVersion } = member
    if (extensionVersion >= PATCH_VERSION && member.hasAllPresence) {
      return (this.#patched ??= inFragments(this.#patchedFrames()))
    }
    member.hasAllPresence = !member.isOwedPresence
    this.#whole ??= awarenessFrames(this.#news.map(({ entry }) => entry))
    if (!speaksExtension) return this.#whole
    return (this.#wholeInFragments ??= inFragments(this.#whole))
  }

  #patchedFrames(): Uint8Array[] {
    const whole: AwarenessEntry[] = []
    const changes: AwarenessChange[] = []
    for (const { entry, base } of this.#news) {
      const change = base && entry.state !== NO_STATE ? awarenessChange(base, entry) : undefined
      if (change) changes.push(change)
      else whole.push(entry)
    }
    return [...awarenessFrames(whole), ...patchFrames(changes)]
  }
}

function inFragments(frames: readonly Uint8Array[]): Uint8Array[] {
  return frames.flatMap((frame) => fragmentFrame(frame))
}
