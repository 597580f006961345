import type { LiveDocument } from './live-document.ts'
import type { Limits } from './limits.ts'
import type { Cancel, Clock } from './ports.ts'

/** A document near a bound is measured again when this part of its limit has been added. */
const MEASURED_PART = 1 / 64
/** A full document is open again when it is smaller than the limit by this part of it, so that it is not full at once again. */
const OPEN_PART = 1 / 32
/** This part of the limit may come on top of it: what was under way when the document became full. */
const SLACK_PART = 1 / 8
/** How long after deletions a large document is measured again, in milliseconds: measuring means encoding all of it. */
const MEASURE_MS = 5_000
/** After it was measured it is left alone for so many times as long as that took, unless an edit may be too much. */
const REST_FACTOR = 19

/**
 * How much room a document has left.
 *
 * - `large`: its peers are warned.
 * - `full`: nothing can be added until it is smaller.
 */
export type SizeLevel = 'normal' | 'large' | 'full'

export interface DocumentSizeDependencies {
  readonly document: Pick<LiveDocument, 'sizeBytes' | 'measure'>
  readonly clock: Pick<Clock, 'now' | 'after'>
  readonly limits: Pick<Limits, 'warnDocumentBytes' | 'maxDocumentBytes'>
  /** It was measured anew, and is large, or has just ceased to be. */
  readonly onMeasured: () => void
}

/**
 * Watches how large a document is. What is added is only summed up; the document is measured when the sum comes near a
 * bound, and some time after something was deleted from a large one.
 */
export class DocumentSize {
  readonly #dependencies: DocumentSizeDependencies
  #level: SizeLevel = 'normal'
  #measuredBytes = 0
  #restUntilMs = Number.NEGATIVE_INFINITY
  #cancelMeasure: Cancel | undefined

  constructor(dependencies: DocumentSizeDependencies) {
    this.#dependencies = dependencies
  }

  get level(): SizeLevel {
    return this.#level
  }

  /** As it was last measured, in bytes. */
  get bytes(): number {
    return this.#measuredBytes
  }

  /** Whether so much more is surely not too much. */
  hasRoomFor(bytes: number): boolean {
    return this.#dependencies.document.sizeBytes + bytes <= this.#mostBytes
  }

  /** Whether so much more would be too much even for edits that were under way when the document became full. */
  wouldOverfill(bytes: number): boolean {
    const { document } = this.#dependencies
    if (this.hasRoomFor(bytes)) return false
    // The sum may count much that has been deleted since.
    if (document.sizeBytes > this.#measuredBytes) this.#measure()
    return !this.hasRoomFor(bytes)
  }

  /** The document may have changed. */
  look(hasDeletions: boolean): void {
    const { document, limits, clock } = this.#dependencies
    const { warnDocumentBytes, maxDocumentBytes } = limits
    const isMeasured = this.#measuredBytes > 0
    const added = document.sizeBytes - this.#measuredBytes
    const next = this.#level === 'normal' ? warnDocumentBytes : maxDocumentBytes
    const isEnough = !isMeasured || added >= maxDocumentBytes * MEASURED_PART
    const restMs = this.#restUntilMs - clock.now()
    if (this.#level !== 'full' && document.sizeBytes >= next && isEnough) {
      if (restMs > 0) this.#measureLater(restMs)
      else this.#measure()
    }
    if (hasDeletions && this.#level !== 'normal') this.#measureLater(Math.max(MEASURE_MS, restMs))
  }

  stop(): void {
    this.#cancelMeasure?.()
    this.#cancelMeasure = undefined
  }

  get #mostBytes(): number {
    return this.#dependencies.limits.maxDocumentBytes * (1 + SLACK_PART)
  }

  #measureLater(delayMs: number): void {
    this.#cancelMeasure ??= this.#dependencies.clock.after(delayMs, () => this.#measure())
  }

  #measure(): void {
    this.stop()
    const { document, clock, onMeasured } = this.#dependencies
    const startMs = clock.now()
    this.#measuredBytes = document.measure()
    this.#restUntilMs = clock.now() + (clock.now() - startMs) * REST_FACTOR
    const before = this.#level
    this.#level = this.#levelNow()
    if (this.#level !== 'normal' || before !== 'normal') onMeasured()
  }

  #levelNow(): SizeLevel {
    const { warnDocumentBytes, maxDocumentBytes } = this.#dependencies.limits
    const wasFull = this.#level === 'full'
    const openBytes = wasFull ? maxDocumentBytes * (1 - OPEN_PART) : maxDocumentBytes
    if (this.#measuredBytes >= openBytes) return 'full'
    return this.#measuredBytes >= warnDocumentBytes ? 'large' : 'normal'
  }
}
