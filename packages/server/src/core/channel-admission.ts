import { checkDocumentName, closeCodes, type DocumentName } from '@weft/protocol'
import type { Refusal } from './admission.ts'
import type { Limits } from './limits.ts'
import type { ChannelGate, Clock } from './ports.ts'
import { TokenBucket } from './token-bucket.ts'

/** On so many channels a connection may have one document: a page has each once, or a few times. */
const MAX_OF_ONE_DOCUMENT = 16
/** Whoever opens channels so fast that the next one would have to wait for this long is sent away, in milliseconds. */
const PATIENCE_MS = 10_000

export type ChannelVerdict =
  | { readonly kind: 'admitted'; readonly document: DocumentName }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** The connection itself must go. */
  | { readonly kind: 'flood' }

export interface ChannelAdmissionOptions {
  readonly clock: Pick<Clock, 'now'>
  readonly limits: Pick<Limits, 'maxChannels' | 'channelsPerSecond'>
  readonly gate: ChannelGate
  readonly count: (name: string) => void
}

/** Decides which channels of one connection are opened: how many, how fast, and on what. */
export class ChannelAdmission {
  readonly #options: ChannelAdmissionOptions
  readonly #openings: TokenBucket
  #open = 0
  readonly #byDocument = new Map<DocumentName, number>()

  constructor(options: ChannelAdmissionOptions) {
    const { channelsPerSecond: perSecond, maxChannels: burst } = options.limits
    this.#options = options
    this.#openings = new TokenBucket({ perSecond, burst })
  }

  admit(documentName: string): ChannelVerdict {
    const { clock, limits, gate, count } = this.#options
    this.#openings.take(1, clock.now())
    const waitMs = this.#openings.waitMs(0, clock.now())
    if (waitMs > PATIENCE_MS) return { kind: 'flood' }
    if (waitMs > 0) return tooMany('channels are opened too fast')
    if (this.#open >= limits.maxChannels) return tooMany('too many channels on one connection')
    const name = checkDocumentName(documentName)
    if (!name.ok) return refused({ code: closeCodes.noSuchDocument, reason: name.reason })
    const ofDocument = this.#byDocument.get(name.name) ?? 0
    if (ofDocument >= MAX_OF_ONE_DOCUMENT) return tooMany('too many channels on one document')
    const excess = gate.enter()
    if (excess) count(`too-many.${excess}`)
    if (excess === 'address') return tooMany('there are too many channels from your address')
    if (excess) {
      return refused({ code: closeCodes.tryLater, reason: 'the server has too many channels' })
    }
    this.#open += 1
    this.#byDocument.set(name.name, ofDocument + 1)
    return { kind: 'admitted', document: name.name }
  }

  /** A channel that was admitted has ended. */
  leave(document: DocumentName): void {
    this.#open -= 1
    const others = (this.#byDocument.get(document) ?? 1) - 1
    if (others > 0) this.#byDocument.set(document, others)
    else this.#byDocument.delete(document)
    this.#options.gate.leave()
  }
}

function tooMany(reason: string): ChannelVerdict {
  return refused({ code: closeCodes.tooMany, reason })
}

function refused(refusal: Refusal): ChannelVerdict {
  return { kind: 'refused', refusal }
}
