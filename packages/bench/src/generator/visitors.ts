import { setTimeout as sleep } from 'node:timers/promises'
import { Histogram } from '../measures/histogram.ts'
import type { Wire } from '../wires/wire.ts'
import { Participant } from './participant.ts'

/** How long one stays, in milliseconds. */
const STAY_MS = 2_000

/** People who come into one room after another, look for a while and leave. */
export class Visitors {
  /** How long those waited for the document of whom it is measured. */
  readonly waited = new Histogram()
  readonly faults: string[] = []
  readonly #server: { readonly port: number; readonly wire: Wire }
  readonly #rooms: readonly { readonly name: string }[]
  readonly #present = new Set<Promise<void>>()
  #came = 0

  constructor(
    server: { readonly port: number; readonly wire: Wire },
    rooms: readonly { readonly name: string }[],
  ) {
    this.#server = server
    this.#rooms = rooms
  }

  /** Sends the next one to the next room. `isMeasured`: how long they wait counts. */
  come(isMeasured: boolean): void {
    const room = this.#rooms[this.#came % this.#rooms.length]
    this.#came += 1
    if (room === undefined) return
    const visit = this.#visit(room.name, isMeasured)
    this.#present.add(visit)
    void visit.finally(() => this.#present.delete(visit))
  }

  /** Resolves once the last has left. */
  async gone(): Promise<void> {
    await Promise.all(this.#present)
  }

  async #visit(room: string, isMeasured: boolean): Promise<void> {
    const startMs = performance.now()
    try {
      const visitor = await Participant.join(this.#server, room)
      if (isMeasured) this.waited.add(performance.now() - startMs)
      await sleep(STAY_MS)
      if (visitor.closedWith !== undefined)
        this.faults.push(`a visitor was closed (${visitor.closedWith})`)
      visitor.leave()
    } catch (error) {
      this.faults.push(error instanceof Error ? error.message : String(error))
    }
  }
}
