import { encodeMessage, fragmentFrame, STATE_PIECE_BYTES } from '@weft/protocol'
import * as Y from 'yjs'
import type { LiveDocument } from './live-document.ts'
import type { Cancel, Clock } from './ports.ts'
import { RecentChanges, structsBeyond } from './recent-changes.ts'
import { UpdateWriter } from './update-writer.ts'

type Frames = readonly Uint8Array[]

/** How long encoded answers are kept after the last question, in milliseconds: as long as a storm of joins. */
const KEEP_MS = 2_000
/** How many of them are kept. Most peers that come back together lack the same, or everything. */
const KEPT = 16
/** How much they may take, in bytes, beside the newest: whoever asks for something else each time fills no memory. */
const KEPT_BYTES = 32 * 1024 * 1024
/** A document from this size on is not encoded anew after each change, in bytes. */
const LARGE_BYTES = 64 * 1024
/** Until what came since is as long as this, in bytes. */
const MOST_NEWS_BYTES = 32 * 1024
const NOTHING_NEW = new Uint8Array([0, 0])

/** How a state is sent: `catchUp` goes on where a peer was left behind, `answer` says that this was all. */
export type AnswerKind = 'answer' | 'catchUp'

/**
 * What peers are sent of the document's state, encoded once for all that lack the same: a thousand that come back
 * together share the bytes. A large document's are good for longer than it stays as it is: behind them goes what came since,
 * which is short.
 */
export class Answers {
  readonly #document: LiveDocument
  readonly #clock: Clock
  /** By what they are for. Of a large document they are the beginning of answers, else all of them. */
  readonly #kept = new Map<string, Frames>()
  /** Whole answers at the present version of a large document. */
  readonly #whole = new Map<string, Frames>()
  #version = -1
  #recent: RecentChanges | undefined
  #news: Uint8Array = NOTHING_NEW
  /** All that was deleted before what is kept was encoded, as the end of an update. */
  #deletions: Uint8Array | undefined
  #askedMs = 0
  #cancelForget: Cancel | undefined

  constructor(document: LiveDocument, clock: Clock) {
    this.#document = document
    this.#clock = clock
  }

  /** The frames that bring a peer from `stateVector` to the present state. */
  frames(stateVector: Uint8Array, kind: AnswerKind, inFragments: boolean): Frames {
    this.#goOn()
    this.#askedMs = this.#clock.now()
    this.#cancelForget ??= this.#clock.after(KEEP_MS, () => this.#forgetIfUnasked())
    const known = this.#known(stateVector)
    const form = `${inFragments} ${[...known].join()}`
    const cut = inFragments ? fragmentFrame : (frame: Uint8Array) => [frame]
    const last = kind === 'answer' ? 'syncStep2' : 'update'
    const recent = this.#recent
    if (!recent) {
      return this.#once(this.#kept, `${kind} ${form}`, () => {
        const update = this.#document.diff(stateVector)
        return cut(encodeMessage({ type: last, update }))
      })
    }
    return this.#once(this.#whole, `${kind} ${form}`, () => [
      ...this.#once(this.#kept, form, () =>
        this.#updates(known, recent, inFragments).flatMap((update) =>
          cut(encodeMessage({ type: 'update', update })),
        ),
      ),
      ...cut(encodeMessage({ type: last, update: this.#news })),
    ])
  }

  forget(): void {
    this.#kept.clear()
    this.#whole.clear()
    this.#recent?.stop()
    this.#recent = undefined
    this.#deletions = undefined
    this.#cancelForget?.()
    this.#cancelForget = undefined
  }

  /** Lets what is kept be as good as new, or forgets it. */
  #goOn(): void {
    const { version, sizeBytes, doc } = this.#document
    if (version === this.#version && this.#kept.size > 0) return
    this.#version = version
    this.#whole.clear()
    this.#news = this.#recent?.update() ?? NOTHING_NEW
    if (this.#recent && this.#news.length <= MOST_NEWS_BYTES) return
    this.forget()
    this.#news = NOTHING_NEW
    if (sizeBytes >= LARGE_BYTES) this.#recent = new RecentChanges(doc)
  }

  #forgetIfUnasked(): void {
    this.#cancelForget = undefined
    const leftMs = this.#askedMs + KEEP_MS - this.#clock.now()
    if (leftMs <= 0) return this.forget()
    this.#cancelForget = this.#clock.after(leftMs, () => this.#forgetIfUnasked())
  }

  /** What brings a peer of a large document from there to the present state, in one update or several. */
  #updates(known: ReadonlyMap<number, number>, recent: RecentChanges, inFragments: boolean) {
    const document = this.#document
    // To find all deletions one looks at all that the document holds. So it is done once for all that ask.
    const deletionsNow = () => document.diff(document.stateVector()).subarray(1)
    const deletions = recent.hasDeletions ? deletionsNow() : (this.#deletions ??= deletionsNow())
    if (!inFragments && document.sizeBytes > STATE_PIECE_BYTES && document.canBeCut) {
      const pieces = document.pieces(known, STATE_PIECE_BYTES)
      return [...pieces, new UpdateWriter().finish(deletions)]
    }
    const { doc } = document
    return [structsBeyond(doc, (client) => known.get(client) ?? 0).finish(deletions)]
  }

  /** How far the peer is, as far as it makes a difference to what it is sent. */
  #known(stateVector: Uint8Array): ReadonlyMap<number, number> {
    const { store } = this.#document.doc
    const asked = Y.decodeStateVector(stateVector)
    const known = new Map<number, number>()
    for (const client of store.clients.keys()) {
      const most = this.#recent ? this.#recent.clockThen(client) : Y.getState(store, client)
      const clock = Math.min(asked.get(client) ?? 0, most)
      if (clock > 0) known.set(client, clock)
    }
    return known
  }

  #once(kept: Map<string, Frames>, key: string, encode: () => Frames): Frames {
    const frames = kept.get(key) ?? encode()
    if (kept.has(key)) return frames
    for (const oldest of kept.keys()) {
      if (kept.size < KEPT && bytesOf(kept) <= KEPT_BYTES) break
      kept.delete(oldest)
    }
    kept.set(key, frames)
    return frames
  }
}

function bytesOf(kept: ReadonlyMap<string, Frames>): number {
  let bytes = 0
  for (const frames of kept.values()) for (const { length } of frames) bytes += length
  return bytes
}
