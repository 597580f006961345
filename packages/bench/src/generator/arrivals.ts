import type { Histogram } from '../measures/histogram.ts'
import { senderFor, type RoomMembers } from './room-members.ts'

/** One edit or several that somebody has not received. */
export interface Missing {
  readonly receiver: number
  readonly sender: number
  /** The first that is missing, and the one after the last. */
  readonly from: number
  readonly to: number
}

/**
 * Which edits have come to whom, in one room. An edit is named by its sender's client ID and its clock, as Yjs has it, so
 * nothing is added to it, and it is recognised in a merged update. Every edit has the length 1.
 */
export class Arrivals {
  readonly #members: RoomMembers
  readonly #latency: Histogram
  /** When each edit was sent, sender by sender, in milliseconds; NaN while it is only planned, or not measured. */
  readonly #sentAtMs: readonly number[][]
  /** How many each has sent. */
  readonly #sent: Uint32Array
  /** For each receiver and sender, the clock that comes next. */
  readonly #next: Uint32Array
  #gaps: Missing[] = []
  #delivered = 0

  constructor(members: RoomMembers, latency: Histogram) {
    this.#members = members
    this.#latency = latency
    this.#sentAtMs = Array.from({ length: members.senders }, () => [])
    this.#sent = new Uint32Array(members.senders)
    this.#next = new Uint32Array(members.senders * members.receivers)
  }

  /** How many edits have reached somebody else than their author. */
  get delivered(): number {
    return this.#delivered
  }

  /** Notes that a sender's next edit leaves now. `isMeasured`: how long it takes to arrive counts. */
  sent(sender: number, nowMs: number, isMeasured: boolean): void {
    this.#sentAtMs[sender]?.push(isMeasured ? nowMs : Number.NaN)
    this.#sent[sender] = (this.#sent[sender] ?? 0) + 1
  }

  /** Notes that a run of one client's clocks has come. Those of others than the senders are no matter. */
  arrived(receiver: number, client: number, clock: number, length: number, nowMs: number): void {
    const sender = senderFor(this.#members, receiver, client)
    if (sender === undefined) return
    const at = receiver * this.#members.senders + sender
    const next = this.#next[at] ?? 0
    const end = clock + length
    if (clock < next && this.#gaps.length > 0) this.#fill(receiver, sender, clock, end, nowMs)
    if (end <= next) return
    if (clock > next) this.#gaps.push({ receiver, sender, from: next, to: clock })
    this.#count(sender, Math.max(clock, next), end, nowMs)
    this.#next[at] = end
  }

  /** What has been sent and has not come, gaps and ends. Empty if all is there. */
  missing(): readonly Missing[] {
    const missing = [...this.#gaps]
    for (let receiver = 0; receiver < this.#members.receivers; receiver += 1) {
      for (let sender = 0; sender < this.#members.senders; sender += 1) {
        if (sender === receiver) continue
        const from = this.#next[receiver * this.#members.senders + sender] ?? 0
        const to = this.#sent[sender] ?? 0
        if (from < to) missing.push({ receiver, sender, from, to })
      }
    }
    return missing
  }

  get isComplete(): boolean {
    return this.#gaps.length === 0 && this.missing().length === 0
  }

  #count(sender: number, from: number, to: number, nowMs: number): void {
    const times = this.#sentAtMs[sender]
    for (let edit = from; edit < to; edit += 1) {
      const sentAtMs = times?.[edit] ?? Number.NaN
      // Not measured is not a number, and compares as false.
      if (sentAtMs <= nowMs) this.#latency.add(nowMs - sentAtMs)
      this.#delivered += 1
    }
  }

  /** Takes what came late out of the gaps: it was held back, not lost. */
  #fill(receiver: number, sender: number, from: number, to: number, nowMs: number): void {
    this.#gaps = this.#gaps.flatMap((gap) => {
      if (gap.receiver !== receiver || gap.sender !== sender) return [gap]
      if (to <= gap.from || from >= gap.to) return [gap]
      this.#count(sender, Math.max(from, gap.from), Math.min(to, gap.to), nowMs)
      const before = { ...gap, to: Math.min(from, gap.to) }
      const after = { ...gap, from: Math.max(to, gap.from) }
      return [before, after].filter((part) => part.from < part.to)
    })
  }
}
