import { syncStep2Frame } from '@weft/protocol'
import type { Wire, WireListener } from '../wires/wire.ts'
import { maskedFrame } from './masked-frame.ts'
import { RawConnection } from './raw-connection.ts'

const NOTHING = syncStep2Frame(Uint8Array.of(0, 0))
/** How long a server may take to tell somebody the state. */
const JOIN_MS = 120_000
export const EMPTY_STATE_VECTOR: Uint8Array = Uint8Array.of(0)

/** What the rest of a run wants to know of a participant's connection. */
export interface ParticipantListener {
  onUpdate?(bytes: Uint8Array, start: number, end: number): void
  onAwareness?(bytes: Uint8Array, start: number, end: number): void
  onAwarenessPatch?(bytes: Uint8Array, start: number, end: number): void
  onSaved?(count: number): void
}

/** Somebody in a room, as the server sees them: a connection that has greeted, answers what it must, and writes frames. */
export class Participant implements WireListener {
  readonly #wire: Wire
  readonly #room: string
  readonly #listener: ParticipantListener
  readonly #answer: Uint8Array
  #connection: RawConnection | undefined
  #closedWith: number | undefined
  #told: (() => void) | undefined
  #isSynced = false
  #answers = 0

  private constructor(
    wire: Wire,
    room: string,
    listener: ParticipantListener,
    state: Uint8Array | undefined,
  ) {
    this.#wire = wire
    this.#room = room
    this.#listener = listener
    this.#answer = maskedFrame(wire.wrap(room, state ? syncStep2Frame(state) : NOTHING))
  }

  /**
   * Connects and greets. Resolves when the server has told the state, or at once where the wire asks for none.
   *
   * @param options `stateVector`: what this peer has already; `state`: what it answers with when the server asks.
   * @throws {Error} When the server refuses or closes it.
   */
  static async join(
    server: { readonly port: number; readonly wire: Wire },
    room: string,
    listener: ParticipantListener = {},
    options: { readonly stateVector?: Uint8Array; readonly state?: Uint8Array } = {},
  ): Promise<Participant> {
    const { port, wire } = server
    const participant = new Participant(wire, room, listener, options.state)
    const connection = await RawConnection.open(port, wire.path(room), {
      onMessage: (bytes, start, end) => wire.read(bytes, start, end, participant),
      onClosed: (code) => participant.#closed(code),
    })
    participant.#connection = connection
    const greeting = wire.greeting(room, options.stateVector ?? EMPTY_STATE_VECTOR)
    if (greeting.length > 0) connection.write(Buffer.concat(greeting.map(maskedFrame)))
    const asksNothing = greeting.length === 0
    if (asksNothing || participant.#isSynced) return participant
    const patience = setTimeout(() => participant.leave(), JOIN_MS)
    await new Promise<void>((resolve) => (participant.#told = resolve))
    clearTimeout(patience)
    if (!participant.#isSynced) {
      throw new Error(`A peer that joined was not told the state: ${participant.#closedWith}`)
    }
    return participant
  }

  /** The code that the server closed it with, if it did. */
  get closedWith(): number | undefined {
    return this.#closedWith
  }

  /** How often it has answered the server's question for what it has. */
  get answers(): number {
    return this.#answers
  }

  get bytesRead(): number {
    return this.#connection?.bytesRead ?? 0
  }

  /** A frame that holds this message of y-websocket's, to be written at any time. */
  frame(message: Uint8Array): Uint8Array {
    return maskedFrame(this.#wire.wrap(this.#room, message))
  }

  write(frame: Uint8Array): void {
    this.#connection?.write(frame)
  }

  pause(): void {
    this.#connection?.pause()
  }

  resume(): void {
    this.#connection?.resume()
  }

  leave(): void {
    this.#connection?.end()
  }

  onUpdate(bytes: Uint8Array, start: number, end: number): void {
    this.#listener.onUpdate?.(bytes, start, end)
  }

  onSynced(): void {
    this.#isSynced = true
    this.#told?.()
  }

  onAsked(): void {
    this.#answers += 1
    this.write(this.#answer)
  }

  onAwareness(bytes: Uint8Array, start: number, end: number): void {
    this.#listener.onAwareness?.(bytes, start, end)
  }

  onAwarenessPatch(bytes: Uint8Array, start: number, end: number): void {
    this.#listener.onAwarenessPatch?.(bytes, start, end)
  }

  onSaved(count: number): void {
    this.#listener.onSaved?.(count)
  }

  onReply(message: Uint8Array): void {
    this.write(this.frame(message))
  }

  #closed(code: number): void {
    this.#closedWith = code
    this.#told?.()
  }
}
