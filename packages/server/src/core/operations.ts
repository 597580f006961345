import { closeCodes, type CloseCode, type DocumentName } from '@weft/protocol'
import { inspectFigures } from './inspect-room.ts'
import type { PeerInspection, RoomInspection } from './inspection.ts'
import type { Clock } from './ports.ts'
import type { ReadOnlyDocuments } from './read-only-documents.ts'
import type { RoomDirectory } from './room-directory.ts'
import type { Session } from './session.ts'
import type { Writer } from './writer.ts'

/**
 * With which code somebody is disconnected, and so what its client does then: 4403 and 4404 are final, with 4401 it comes
 * back with another token if it can get one, with 4500 it comes back.
 */
export type DisconnectCode = 4401 | 4403 | 4404 | 4500

/** How somebody is disconnected. */
export interface DisconnectOptions {
  /** @default 4403 */
  readonly code?: DisconnectCode
  /** In words, for the one who is disconnected. At most 123 bytes reach it. @default 'disconnected by an operator' */
  readonly reason?: string
}

export interface OperationsDependencies {
  readonly sessions: ReadonlyMap<string, Session>
  readonly directory: RoomDirectory
  readonly writer: Writer
  readonly readOnly: ReadOnlyDocuments
  readonly clock: Clock
}

/** What an operator sees of a running server, and does to it. */
export class Operations {
  readonly #dependencies: OperationsDependencies

  constructor(dependencies: OperationsDependencies) {
    this.#dependencies = dependencies
  }

  /** Every document that has a room. */
  rooms(): RoomInspection[] {
    const { directory, writer, readOnly, clock } = this.#dependencies
    const unsaved = writer.unsavedByDocument()
    const nowMs = clock.now()
    return [...directory.inspect()].map((entry) => {
      const { document, state, epoch, sequence, emptySinceMs } = entry
      const waiting = unsaved.get(document)
      return {
        document,
        state,
        ...inspectFigures(entry),
        unsavedEdits: waiting?.edits ?? 0,
        unsavedBytes: waiting?.bytes ?? 0,
        lagMs: waiting ? nowMs - waiting.sinceMs : 0,
        epoch,
        sequence,
        isReadOnly: readOnly.has(document),
        emptyForMs: emptySinceMs === undefined ? undefined : nowMs - emptySinceMs,
      }
    })
  }

  /** What is not on disk, of all documents, also of those that have no room. */
  unsaved(): { unsavedEdits: number; unsavedBytes: number; lagMs: number } {
    const { writer, clock } = this.#dependencies
    const sum = { unsavedEdits: 0, unsavedBytes: 0, lagMs: 0 }
    for (const { edits, bytes, sinceMs } of writer.unsavedByDocument().values()) {
      sum.unsavedEdits += edits
      sum.unsavedBytes += bytes
      sum.lagMs = Math.max(sum.lagMs, clock.now() - sinceMs)
    }
    return sum
  }

  /** @param document Only those that are let into this one, or asked for it. */
  peers(document?: DocumentName): PeerInspection[] {
    const inspected: PeerInspection[] = []
    for (const session of this.#dependencies.sessions.values()) {
      const isMeant =
        document === undefined || session.document === document || session.name === document
      const peer = isMeant ? session.inspect() : undefined
      if (peer) inspected.push(peer)
    }
    return inspected
  }

  /** Ends one session. Returns whether there was one with this id. */
  disconnect(peer: string, options: DisconnectOptions): boolean {
    const session = this.#dependencies.sessions.get(peer)
    if (session) end(session, options)
    return session !== undefined
  }

  /** Ends all sessions of a user. Returns how many there were. */
  disconnectUser(user: string, options: DisconnectOptions): number {
    const sessions = [...this.#dependencies.sessions.values()]
    const meant = sessions.filter((session) => session.user === user)
    for (const session of meant) end(session, options)
    return meant.length
  }

  /** Lets nobody write in a document, or again those whom the application lets. */
  setReadOnly(document: DocumentName, isReadOnly: boolean): void {
    const { sessions, readOnly } = this.#dependencies
    if (!readOnly.set(document, isReadOnly)) return
    for (const session of [...sessions.values()]) {
      if (session.document === document) session.readOnlyChanged()
    }
  }

  /** See {@link RoomDirectory.unload}. */
  unload(document: DocumentName, meanwhile?: () => Promise<void>): Promise<boolean> {
    return this.#dependencies.directory.unload(document, meanwhile)
  }
}

const codes: Readonly<Record<DisconnectCode, CloseCode>> = {
  4401: closeCodes.unauthenticated,
  4403: closeCodes.forbidden,
  4404: closeCodes.noSuchDocument,
  4500: closeCodes.resync,
}

/** @throws {RangeError} When the code is none to disconnect somebody with. */
function end(
  session: Session,
  { code = 4403, reason = 'disconnected by an operator' }: DisconnectOptions,
): void {
  const closeCode: CloseCode | undefined = codes[code]
  if (!closeCode)
    throw new RangeError(`Cannot disconnect with ${code}: use 4401, 4403, 4404 or 4500`)
  session.close(closeCode, reason)
}
