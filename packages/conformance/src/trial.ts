import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import * as Y from 'yjs'
import { Connection, type ConnectionOptions } from './connection.ts'
import { step1 } from './messages.ts'
import { Participant } from './participant.ts'
import type { Target } from './target.ts'
import { NotApplicable } from './verdict.ts'
import { untilAll } from './watched.ts'
import { atPath } from './y-websocket-wire.ts'

/** One run of one case: opens what the case needs, and ends all of it afterwards. */
export class Trial {
  readonly target: Target
  readonly #connections = new Set<Connection>()
  readonly #participants = new Set<Participant>()
  #hasEnded = false

  constructor(target: Target) {
    this.target = target
  }

  /** A document name that nobody else uses. */
  newName(): string {
    return `conformance-${randomBytes(8).toString('hex')}`
  }

  /** Connects, and says nothing. */
  async connect(documentName: string, options?: ConnectionOptions): Promise<Connection> {
    const { url, wire } = this.target
    return this.#open(wire.url(url, documentName), documentName, options)
  }

  /** Connects to a path as it is, percent signs and all. Only with a wire that names documents by path. */
  async connectToPath(path: string, options?: ConnectionOptions): Promise<Connection> {
    return this.#open(atPath(this.target.url, path), path, options)
  }

  /** Connects, says a sync step 1 for an empty document, and has been answered. */
  async greeted(documentName: string, options?: ConnectionOptions): Promise<Connection> {
    const connection = await this.connect(documentName, options)
    connection.send(step1())
    await connection.first('step 2')
    return connection
  }

  /** Somebody who is not there yet. */
  participant(documentName: string): Participant {
    return this.#participantWith(() => this.connect(documentName))
  }

  /** Somebody at a path, as it is. */
  participantAtPath(path: string): Participant {
    return this.#participantWith(() => this.connectToPath(path))
  }

  /** Somebody who has joined. */
  async join(documentName: string): Promise<Participant> {
    return this.participant(documentName).join()
  }

  /** As many who have joined. */
  async joinMany(documentName: string, count: number): Promise<Participant[]> {
    return Promise.all(Array.from({ length: count }, () => this.join(documentName)))
  }

  /** Resolves when all have the same content, clocks and deletions, and nothing that waits. */
  async converged(participants: readonly Participant[], limitMs?: number): Promise<void> {
    const [first, ...others] = participants
    if (!first) return
    const isWhole = ({ doc }: Participant) =>
      doc.store.pendingStructs === null && doc.store.pendingDs === null
    await untilAll(
      'all have the same document',
      participants,
      () => {
        if (!participants.every(isWhole)) return false
        const snapshot = Y.snapshot(first.doc)
        return others.every(({ doc }) => Y.equalSnapshots(snapshot, Y.snapshot(doc)))
      },
      limitMs,
    )
  }

  /** Resolves when everything that the server had to send to a connection has surely come. */
  async settle(connection: Connection): Promise<void> {
    await this.pause(150)
    const answers = connection.all('step 2').length
    connection.send(step1())
    await connection.first('step 2', { skip: answers })
  }

  /** In milliseconds. */
  async pause(ms: number): Promise<void> {
    await sleep(ms)
  }

  /** @throws {NotApplicable} When the kit was not told how. */
  async restart(): Promise<void> {
    const { restart } = this.target.controls
    if (!restart) throw new NotApplicable('needs --start or --restart')
    await restart()
  }

  /** @throws {NotApplicable} When the kit was not told how. */
  async crash(): Promise<void> {
    const { crash } = this.target.controls
    if (!crash) throw new NotApplicable('needs --start or --crash')
    await crash()
  }

  /** What the server sent to anybody that a client cannot read, in words. */
  get garbage(): string | undefined {
    const unreadable = [...this.#connections].find((one) => one.unreadable !== undefined)
    const throwing = [...this.#participants].find(({ problem }) => problem !== undefined)
    return unreadable?.unreadable ?? throwing?.problem
  }

  /** Ends everything that was opened. */
  end(): void {
    this.#hasEnded = true
    for (const participant of this.#participants) participant.destroy()
    for (const connection of this.#connections) connection.cut()
  }

  async #open(
    url: string,
    documentName: string,
    options: ConnectionOptions = {},
  ): Promise<Connection> {
    if (this.#hasEnded) throw new Error('The case has ended')
    const { wire, patience = 1 } = this.target
    const connection = await Connection.open(url, documentName, wire, { patience, ...options })
    this.#connections.add(connection)
    if (this.#hasEnded) connection.cut()
    return connection
  }

  #participantWith(connect: () => Promise<Connection>): Participant {
    const participant = new Participant(connect, this.target.patience)
    this.#participants.add(participant)
    return participant
  }
}
