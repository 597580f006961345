import type { RecordedUpdate, StorageError } from '@weft/storage'
import type { Reach } from './checked-update.ts'
import type { Member } from './member.ts'
import type { WriteResult } from './writer.ts'

export interface RoomLogDependencies {
  readonly append: (updates: readonly RecordedUpdate[], result: WriteResult) => void
  /**
   * Told after each write that has come to disk. `receivedMs`: when the first of what peers sent of it came in; undefined
   * if it has only the application's own edits.
   */
  readonly onDurable: (sequence: number, bytes: number, receivedMs: number | undefined) => void
  /** False while storage fails. */
  readonly isSaving: () => boolean
  /** Whether a tick is about to come, which calls {@link RoomLog.confirm}. */
  readonly isTickComing: () => boolean
  /** The document is gone from storage: what was handed over will never be on disk. */
  readonly onLost: (error: StorageError) => void
}

/**
 * What a room has handed to its document's log, how much of that is on disk, and which members are owed an
 * acknowledgement for it.
 */
export class RoomLog {
  readonly #dependencies: RoomLogDependencies
  /** Writes handed over, and those that are on disk; they get there in order. */
  #issued = 0
  #durable = 0
  #sequence: number
  #onFlushed: (() => void)[] = []
  readonly #unconfirmed = new Set<Member>()
  readonly #incomplete = new Set<Member>()

  /** @param sequence The last sequence number that is on disk at the start. */
  constructor(sequence: number, dependencies: RoomLogDependencies) {
    this.#sequence = sequence
    this.#dependencies = dependencies
  }

  /** The last sequence number that is on disk. */
  get sequence(): number {
    return this.#sequence
  }

  get isFlushed(): boolean {
    return this.#durable === this.#issued
  }

  /** Members with messages that wait for updates which they build on. */
  get incomplete(): ReadonlySet<Member> {
    return this.#incomplete
  }

  append(updates: readonly RecordedUpdate[], receivedMs: number | undefined): void {
    if (updates.length === 0) return
    this.#issued += 1
    const bytes = updates.reduce((sum, { update }) => sum + update.length, 0)
    this.#dependencies.append(updates, {
      durable: (sequence) => {
        this.#sequence = Math.max(this.#sequence, sequence)
        this.#written()
        this.#dependencies.onDurable(sequence, bytes, receivedMs)
      },
      lost: (error) => {
        this.#dependencies.onLost(error)
        this.#written()
      },
    })
  }

  /** Notes a member's message, after what it changed was appended. */
  accepted(member: Member, { ends, deletes }: Reach, isIntegrated: boolean): void {
    // Not the update itself: it would be kept with all its bytes.
    member.acknowledgements.accepted(this.#issued, isIntegrated ? undefined : { ends, deletes })
    this.#unconfirmed.add(member)
    if (!isIntegrated) this.#incomplete.add(member)
  }

  /** Looks again at messages that waited, after the document has changed. */
  recheck(isIntegrated: (update: Reach) => boolean): void {
    for (const member of this.#incomplete) {
      member.acknowledgements.recheck(this.#issued, isIntegrated)
      if (member.acknowledgements.incomplete === 0) this.#incomplete.delete(member)
    }
  }

  /** Tells members what of theirs is on disk by now. */
  confirm(): void {
    for (const member of this.#unconfirmed) {
      const { acknowledgements } = member
      if (acknowledgements.durable(this.#durable)) this.tellSaved(member)
      if (acknowledgements.isSettled) this.#unconfirmed.delete(member)
    }
  }

  /** Tells a member how much of what it sent is on disk; and if storage fails, that this still is so. */
  tellSaved(member: Member): void {
    if (!member.speaksExtension) return
    member.send({
      type: 'saved',
      count: member.acknowledgements.confirmed,
      sequence: this.#sequence,
    })
    if (!this.#dependencies.isSaving()) this.tellNotSaved(member)
  }

  /** Tells a member that storage fails. It holds until the next `saved`. */
  tellNotSaved(member: Member): void {
    if (member.speaksExtension) member.send({ type: 'notSaved' })
  }

  forget(member: Member): void {
    this.#unconfirmed.delete(member)
    this.#incomplete.delete(member)
  }

  /** Resolves once everything that was handed over is on disk. */
  async flushed(): Promise<void> {
    if (!this.isFlushed) await new Promise<void>((resolve) => this.#onFlushed.push(resolve))
  }

  #written(): void {
    this.#durable += 1
    // With what the tick has to tell, it is one write for each member and not two.
    if (!this.#dependencies.isTickComing()) this.confirm()
    if (this.isFlushed) for (const resolve of this.#onFlushed.splice(0)) resolve()
  }
}
