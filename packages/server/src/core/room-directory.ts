import { closeCodes, type DocumentName } from '@weft/protocol'
import type { DocumentStorage } from '@weft/storage'
import type { Refusal } from './admission.ts'
import type { Compaction } from './compaction.ts'
import { LoadRefused } from './document-loader.ts'
import { IdentityStamp } from './identity.ts'
import { NO_FIGURES, type RoomFigures } from './inspect-room.ts'
import type { Limits } from './limits.ts'
import { Loading } from './loading.ts'
import type { LoadResult, Observe } from './measures.ts'
import { messageOf, type Cancel, type Clock, type Hooks, type Log, type Random } from './ports.ts'
import { RoomOpener } from './room-opener.ts'
import { Room, type RoomStart } from './room.ts'
import type { StoredState } from './stored-state.ts'
import { UnreadAnswers } from './unread-answers.ts'
import type { Writer } from './writer.ts'

/**
 * A document's room, or the want of one.
 *
 * ```
 * (none) ── join ──▶ loading ──▶ live ── empty for a while, settled ──▶ closing ──▶ (none)
 * ```
 *
 * Who joins while it is loading shares the load; who joins while it is closing waits for the end and loads anew. So there
 * is never more than one room for a document, and nobody is answered before what is stored is in.
 */
type Entry =
  | Loading
  | {
      readonly kind: 'live'
      readonly room: Room
      /** When the last peer left, while the room is empty; monotonic, in milliseconds. */
      emptySince: number
      cancelUnload: Cancel | undefined
    }
  | { readonly kind: 'closing'; readonly closed: Promise<void> }

type LiveEntry = Entry & { readonly kind: 'live' }

/** What the directory tells of a document. */
export interface InspectedEntry extends RoomFigures {
  readonly document: DocumentName
  readonly state: Entry['kind']
  /** Undefined unless the room is live. */
  readonly epoch: string | undefined
  readonly sequence: number
  /** When the last peer left; monotonic, in milliseconds. */
  readonly emptySinceMs: number | undefined
}

export interface DirectoryDependencies {
  readonly storage: DocumentStorage
  readonly writer: Writer
  readonly compaction: Compaction
  readonly clock: Clock
  readonly random: Random
  readonly limits: Limits
  readonly hooks: Pick<Hooks, 'seed' | 'changed'>
  readonly log: Log
  readonly count: (name: string) => void
  readonly observe: Observe
}

export type JoinResult =
  | { readonly joined: true }
  | { readonly joined: false; readonly refusal: Refusal }

/** A room that cannot be unloaded yet is looked at again after at least this long, in milliseconds. */
const UNLOAD_AGAIN_MS = 1_000

/** The rooms of a server: loads them once, shares them, and unloads them when nobody needs them any more. */
export class RoomDirectory {
  readonly #dependencies: DirectoryDependencies
  readonly #entries = new Map<DocumentName, Entry>()
  readonly #opener: RoomOpener
  /** What peers were sent in large answers and have not read, over all rooms. */
  readonly unreadAnswers: UnreadAnswers
  readonly #identityStamp: IdentityStamp
  #isClosed = false

  constructor(dependencies: DirectoryDependencies) {
    this.#dependencies = dependencies
    this.#opener = new RoomOpener(dependencies)
    this.unreadAnswers = new UnreadAnswers(dependencies.limits)
    this.#identityStamp = new IdentityStamp(dependencies.limits)
  }

  /** How many rooms there are, in any state. */
  get size(): number {
    return this.#entries.size
  }

  /** How many rooms are in which state. */
  get states(): Readonly<Record<Entry['kind'], number>> {
    const states = { loading: 0, live: 0, closing: 0 }
    for (const { kind } of this.#entries.values()) states[kind] += 1
    return states
  }

  /**
   * Finds or loads the document's room; `enter` must then join it, at once.
   *
   * @param refuseToCreate Asked when there is no such document.
   * @param onFound Told what is stored, if that is known before the room is there.
   * @throws {StorageError} When storage cannot be read. {Error} When the document cannot be seeded, or the directory is
   * closed.
   */
  async join(
    name: DocumentName,
    enter: (room: Room) => void,
    refuseToCreate: () => Promise<Refusal | undefined>,
    onFound: (state: StoredState) => void = () => {},
  ): Promise<JoinResult> {
    try {
      return await this.#join(name, enter, refuseToCreate, onFound)
    } catch (error) {
      if (!(error instanceof LoadRefused)) throw error
      return { joined: false, refusal: { code: closeCodes.tryLater, reason: error.message } }
    }
  }

  async #join(
    name: DocumentName,
    enter: (room: Room) => void,
    refuseToCreate: () => Promise<Refusal | undefined>,
    onFound: (state: StoredState) => void,
  ): Promise<JoinResult> {
    let createdEpoch: string | undefined
    for (;;) {
      if (this.#isClosed) throw new Error('Cannot join: the server goes away')
      if (!this.#entries.has(name) && !this.#makeRoom()) {
        this.#dependencies.count('rooms-full')
        const reason = 'the server has too many documents open'
        return { joined: false, refusal: { code: closeCodes.tryLater, reason } }
      }
      const entry = this.#entries.get(name) ?? this.#load(name, createdEpoch)
      createdEpoch = undefined
      if (entry.kind === 'live') {
        entry.cancelUnload?.()
        entry.cancelUnload = undefined
        enter(entry.room)
        // Whoever asked may be gone by now.
        if (entry.room.size === 0) this.#unloadLater(name)
        return { joined: true }
      }
      if (entry.kind === 'closing') {
        await entry.closed
        continue
      }
      entry.whenFound(onFound)
      if (!(await entry.room)) {
        const refusal = await refuseToCreate()
        if (refusal) return { joined: false, refusal }
        const { storage, random, clock } = this.#dependencies
        const epoch = random.secret()
        // Somebody else's epoch: it is there already.
        const isOurs = (await storage.create(name, epoch, clock.wallTime())) === epoch
        createdEpoch = isOurs ? epoch : undefined
      }
    }
  }

  /** The rooms there are, and how each of them fares. */
  *inspect(): Iterable<InspectedEntry> {
    for (const [document, entry] of this.#entries) {
      const state = entry.kind
      if (entry.kind !== 'live') {
        const epoch = undefined
        yield { document, state, epoch, sequence: 0, emptySinceMs: undefined, ...NO_FIGURES }
      } else {
        const { epoch, sequence, size, figures } = entry.room
        const emptySinceMs = size === 0 ? entry.emptySince : undefined
        yield { document, state, epoch, sequence, emptySinceMs, ...figures }
      }
    }
  }

  /**
   * Unloads a document before its time: its peers are closed, to come back, and what it holds is brought to disk. Who comes
   * meanwhile waits.
   *
   * @param meanwhile Runs once the room is gone, and before there can be another. Its failure is passed on.
   * @returns Whether there was a room.
   * @throws {Error} When storage fails, which would lose what only the room has; or when the directory is closed.
   */
  async unload(name: DocumentName, meanwhile?: () => Promise<void>): Promise<boolean> {
    let entry = this.#entries.get(name)
    // Asked here and not in a method of its own: from the last look to the closing nothing may happen in between.
    while (entry && entry.kind !== 'live') {
      if (entry.kind === 'loading') await entry.room.catch(() => {})
      else await entry.closed
      entry = this.#entries.get(name)
    }
    if (this.#isClosed) throw new Error('Cannot unload: the server goes away')
    if (!this.#dependencies.writer.isSaving) {
      throw new Error(
        `Cannot unload "${name}": storage fails, and only the room has the last edits`,
      )
    }
    entry?.room.closeAll(closeCodes.resync, 'the document is unloaded; come back')
    const { closed, ended } = entry
      ? this.#close(name, entry, meanwhile)
      : this.#closing(name, async () => meanwhile?.())
    await closed
    await ended
    return entry !== undefined
  }

  /** Unloads the rooms that nobody is in and that have nothing to lose, before their time. */
  unloadIdle(): void {
    for (const [name, entry] of this.#entries) {
      if (!isIdle(entry)) continue
      this.#dependencies.count('unloaded-early')
      this.#close(name, entry)
    }
  }

  /** The application names users: from now on nobody but them has an id, here and in what is told already. */
  noteUser(): void {
    if (!this.#identityStamp.noteUser()) return
    for (const entry of this.#entries.values()) if (entry.kind === 'live') entry.room.restamp()
  }

  /** Tells everybody now what of theirs is on disk, also where a tick is about to come with that. */
  confirm(): void {
    for (const entry of this.#entries.values()) if (entry.kind === 'live') entry.room.confirm()
  }

  savingChanged(): void {
    for (const entry of this.#entries.values())
      if (entry.kind === 'live') entry.room.savingChanged()
  }

  /** Storage lost something of these documents that it had acknowledged. What is in memory brings it back. */
  lost(documents: readonly string[]): void {
    const { compaction, log, count } = this.#dependencies
    const concerned = new Set(documents)
    for (const document of documents) {
      count('document-damaged')
      const damage = ['something that was on disk is gone']
      log({ level: 'error', event: 'document-damaged', document, damage })
    }
    for (const [name, entry] of this.#entries) {
      if (!concerned.has(name)) continue
      const storeAnew = (room: Room | undefined) => {
        compaction.damaged(name)
        room?.storeAnew()
      }
      if (entry.kind === 'live') storeAnew(entry.room)
      // What is being loaded may have been read before, and is then all there is.
      else if (entry.kind === 'loading') void entry.room.then(storeAnew, () => {})
    }
  }

  /** Unloads every room; resolves when all that was taken is on disk. All peers must have left. */
  async close(): Promise<void> {
    this.#isClosed = true
    const entries = () => [...this.#entries.values()]
    await Promise.allSettled(
      entries().flatMap((entry) => (entry.kind === 'loading' ? [entry.room] : [])),
    )
    for (const [name, entry] of this.#entries) {
      if (entry.kind === 'live') this.#close(name, entry)
    }
    await Promise.all(
      entries().flatMap((entry) => (entry.kind === 'closing' ? [entry.closed] : [])),
    )
  }

  /** Whether another room may be made. Over the bound, one that nobody is in must go for it. */
  #makeRoom(): boolean {
    if (this.#entries.size < this.#dependencies.limits.maxRooms) return true
    let longest: { name: DocumentName; entry: LiveEntry } | undefined
    for (const [name, entry] of this.#entries) {
      if (!isIdle(entry)) continue
      if (!longest || entry.emptySince < longest.entry.emptySince) longest = { name, entry }
    }
    if (!longest) return false
    this.#close(longest.name, longest.entry)
    return true
  }

  /** @param createdEpoch Of the document that we have created a moment ago. */
  #load(name: DocumentName, createdEpoch: string | undefined): Entry {
    const { clock, observe } = this.#dependencies
    const startMs = clock.now()
    const became = (result: LoadResult) => observe(`load-ms.${result}`, clock.now() - startMs)
    const entry = new Loading((found) =>
      this.#open(name, createdEpoch, found).then(
        (opened) => {
          became(opened ? (createdEpoch === undefined ? 'loaded' : 'created') : 'absent')
          if (opened) this.#entries.set(name, this.#live(opened))
          else this.#entries.delete(name)
          return opened
        },
        (error: unknown) => {
          became(error instanceof LoadRefused ? 'refused' : 'failed')
          this.#entries.delete(name)
          throw error
        },
      ),
    )
    this.#entries.set(name, entry)
    return entry
  }

  async #open(
    name: DocumentName,
    createdEpoch: string | undefined,
    onFound: (state: StoredState) => void,
  ): Promise<Room | undefined> {
    const start = await (createdEpoch === undefined
      ? this.#opener.open(name, onFound)
      : this.#opener.begin(name, createdEpoch))
    return start && this.#room(start)
  }

  #live(room: Room): LiveEntry {
    const emptySince = this.#dependencies.clock.now()
    return { kind: 'live', room, emptySince, cancelUnload: undefined }
  }

  #room(start: RoomStart): Room {
    const { name } = start
    const { writer, compaction, clock, random, limits, hooks, log, count, observe } =
      this.#dependencies
    return new Room(start, {
      clock,
      random,
      limits,
      unreadAnswers: this.unreadAnswers,
      identityStamp: this.#identityStamp,
      count,
      observe,
      log,
      append: (updates, result) => writer.append(name, updates, result),
      isSaving: () => writer.isSaving,
      onDurable: (_sequence, bytes) => compaction.appended(name, bytes),
      onChanged: async (doc) => {
        try {
          await hooks.changed?.(name, doc)
        } catch (error) {
          log({
            level: 'error',
            event: 'hook-failed',
            hook: 'changed',
            document: name,
            message: messageOf(error),
          })
        }
      },
      onEmpty: () => {
        const entry = this.#entries.get(name)
        if (entry?.kind === 'live') entry.emptySince = clock.now()
        this.#unloadLater(name)
      },
      onBroken: () => {
        const entry = this.#entries.get(name)
        if (entry?.kind === 'live') this.#close(name, entry)
      },
    })
  }

  #unloadLater(name: DocumentName, delayMs = this.#dependencies.limits.unloadDelayMs): void {
    const entry = this.#entries.get(name)
    if (entry?.kind !== 'live') return
    entry.cancelUnload?.()
    entry.cancelUnload = this.#dependencies.clock.after(delayMs, () => {
      if (entry.room.size > 0) return
      if (entry.room.isSettled) return void this.#close(name, entry)
      // While storage fails a room is the only place that has its last edits. And while the application is being told of
      // them it stays open: nobody who joins must wait for the application.
      void entry.room.tellChanged()
      this.#unloadLater(name, Math.max(delayMs, UNLOAD_AGAIN_MS))
    })
  }

  #close(name: DocumentName, { room, cancelUnload }: LiveEntry, meanwhile?: () => Promise<void>) {
    cancelUnload?.()
    return this.#closing(name, async () => {
      await this.#end(name, room)
      await meanwhile?.()
    })
  }

  /** Lets nobody in until `end` is done, however it went. */
  #closing(name: DocumentName, end: () => Promise<void>) {
    const ended = end()
    const closed = ended
      .catch(() => {})
      .then(() => {
        this.#entries.delete(name)
      })
    this.#entries.set(name, { kind: 'closing', closed })
    return { closed, ended }
  }

  async #end(name: DocumentName, room: Room): Promise<void> {
    await room.flushed()
    try {
      room.destroy()
    } catch (error) {
      // The application may listen to the document's end.
      this.#dependencies.log({
        level: 'error',
        event: 'hook-failed',
        hook: 'destroy',
        document: name,
        message: messageOf(error),
      })
    }
    this.#dependencies.count('unloaded')
    this.#dependencies.compaction.unloaded(name)
  }
}

/** Whether nobody is in the room, and all that it has is on disk and told. */
function isIdle(entry: Entry): entry is LiveEntry {
  return entry.kind === 'live' && entry.room.size === 0 && entry.room.isSettled
}
