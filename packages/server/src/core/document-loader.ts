import type { DocumentName } from '@weft/protocol'
import { StorageError, type DocumentStorage, type StoredDocument } from '@weft/storage'
import type { Compaction } from './compaction.ts'
import type { Limits } from './limits.ts'
import type { LiveDocument } from './live-document.ts'
import { messageOf, type Clock, type Log } from './ports.ts'
import { replay, type Poisoned } from './replay.ts'
import { PoisonedUpdates } from './snapshot.ts'
import type { Joined } from './joined-updates.ts'
import { joinStored } from './stored-state.ts'
import { storedUpdates, type StoredUpdate } from './stored-updates.ts'

/** The document is not loaded now, to spare the others. The message is for its peers. */
export class LoadRefused extends Error {}

export interface LoadedDocument {
  readonly stored: StoredDocument
  readonly document: LiveDocument
}

export interface LoaderDependencies {
  readonly storage: DocumentStorage
  readonly compaction: Compaction
  readonly clock: Clock
  readonly limits: Pick<
    Limits,
    'maxLoadBytes' | 'loadTimeoutMs' | 'condenseAfterBytes' | 'earlyAnswerBytes'
  >
  readonly log: Log
  readonly count: (name: string) => void
}

/** What a load may work on the thread that serves peers before it goes on elsewhere, in milliseconds. */
const OWN_WORK_MS = 250
/** One update of a log that is larger than this may hold the thread up for longer than others should wait, in bytes. */
const LARGE_UPDATE_BYTES = 64 * 1024
/** A document that took too long is not tried again for this long, in milliseconds. */
const AGAIN_AFTER_MS = 60_000

/**
 * Builds documents from what is stored, at the cost of nobody else. A little at a time; what is long, or turns out to
 * be slow, is condensed in the compactor's thread first, which has bounds of its own. A stored update that throws is
 * quarantined, and the rest is served.
 */
export class DocumentLoader {
  readonly #dependencies: LoaderDependencies
  /** What was refused, and until when, oldest first. */
  readonly #refused = new Map<string, { readonly untilMs: number; readonly reason: string }>()

  constructor(dependencies: LoaderDependencies) {
    this.#dependencies = dependencies
  }

  /**
   * The document, or undefined when there is none.
   *
   * @param onFound Told before the document is built, of what can be sent as it is.
   * @throws {LoadRefused} When it takes more than the limits allow. {StorageError} When it cannot be read.
   */
  async load(
    name: DocumentName,
    onFound?: (stored: StoredDocument, joined: Joined) => Promise<void>,
  ): Promise<LoadedDocument | undefined> {
    const refused = this.#refused.get(name)
    if (refused && refused.untilMs > this.#dependencies.clock.now())
      throw new LoadRefused(refused.reason)
    this.#refused.delete(name)
    let stored = await this.#read(name)
    if (!stored) return undefined
    const poisoned: Poisoned[] = []
    try {
      const joined = await joinStored(stored, this.#dependencies)
      if (joined) await onFound?.(stored, joined)
      const all = storedUpdates(stored)
      const document = await this.#build(name, stored, { all, isRead: !!joined }, poisoned)
      if (poisoned.length > 0)
        stored = { ...stored, damage: [...stored.damage, ...damageOf(poisoned)] }
      return { stored, document }
    } finally {
      // Also when it was refused: then the next attempt has less to do.
      await this.#quarantine(name, poisoned)
    }
  }

  async #read(name: DocumentName): Promise<StoredDocument | undefined> {
    const { storage, limits } = this.#dependencies
    try {
      return await storage.load(name, { maxBytes: limits.maxLoadBytes })
    } catch (error) {
      if (!(error instanceof StorageError) || error.code !== 'TOO_LARGE') throw error
      throw this.#refuse(name, 'the document is too large to be opened', error.message)
    }
  }

  async #build(
    name: DocumentName,
    stored: StoredDocument,
    { all, isRead }: { readonly all: readonly StoredUpdate[]; readonly isRead: boolean },
    poisoned: Poisoned[],
  ): Promise<LiveDocument> {
    const { clock, limits } = this.#dependencies
    const startMs = clock.now()
    let isLong = isLongLog(all, limits.condenseAfterBytes)
    let isCareful = false
    for (;;) {
      const bad = new Set(poisoned.map(({ update }) => update))
      const updates = all.filter((update) => !bad.has(update))
      const leftMs = limits.loadTimeoutMs - (clock.now() - startMs)
      if (leftMs <= 0) throw this.#tookTooLong(name)
      const condensed = isLong
        ? await this.#condense(name, stored, updates, poisoned)
        : ({ is: 'not', updates } as const)
      if (condensed.is === 'poisoned') continue
      const replayed = await replay(condensed.updates, {
        clock,
        budgetMs: isLong ? leftMs : Math.min(leftMs, OWN_WORK_MS),
        isCareful,
        mustCheck: !isLong && !isRead,
      })
      switch (replayed.is) {
        case 'whole':
          poisoned.push(...replayed.poisoned)
          return replayed.document
        case 'broken':
          // Pieces that were built from the rows a moment ago have no place among them.
          if (isLong)
            throw this.#refuse(name, 'the document cannot be opened now', 'its snapshot throws')
          poisoned.push(...replayed.poisoned)
          break
        case 'unclear':
          if (isCareful || isLong)
            throw this.#refuse(name, 'the document cannot be opened now', 'Yjs throws')
          isCareful = true
          break
        case 'entangled':
          if (isLong) throw this.#refuse(name, 'the document cannot be opened now', 'Yjs throws')
          // The compactor finds out which it is.
          isLong = true
          break
        case 'slow':
          if (isLong) throw this.#tookTooLong(name)
          isLong = true
      }
    }
  }

  async #condense(
    name: DocumentName,
    stored: StoredDocument,
    updates: readonly StoredUpdate[],
    poisoned: Poisoned[],
  ) {
    const { compaction, count } = this.#dependencies
    count('condensed')
    try {
      const pieces = await compaction.build(updates.map(({ update }) => update))
      if (poisoned.length === 0) await compaction.put(name, stored, pieces)
      return {
        is: 'condensed',
        updates: pieces.map((update, index) => ({ sequence: 0, index, update })),
      } as const
    } catch (error) {
      if (!(error instanceof PoisonedUpdates)) {
        throw this.#refuse(name, 'the document takes too much to be opened', messageOf(error))
      }
      for (const index of error.indexes) {
        const update = updates[index]
        if (update) poisoned.push({ update, what: error.message })
      }
      return { is: 'poisoned' } as const
    }
  }

  async #quarantine(name: DocumentName, poisoned: readonly Poisoned[]): Promise<void> {
    if (poisoned.length === 0) return
    const { storage, log, count } = this.#dependencies
    for (const { update, what } of poisoned) {
      const { sequence, index } = update
      count('update-quarantined')
      log({
        level: 'error',
        event: 'update-quarantined',
        document: name,
        sequence,
        index,
        message: what,
      })
    }
    try {
      await storage.quarantine(
        name,
        poisoned.map(({ update: { sequence, index }, what }) => ({ sequence, index, what })),
      )
    } catch (error) {
      // The next load finds them again.
      log({ level: 'error', event: 'quarantine-failed', document: name, message: messageOf(error) })
    }
  }

  #tookTooLong(name: DocumentName): LoadRefused {
    const { loadTimeoutMs } = this.#dependencies.limits
    return this.#refuse(
      name,
      'the document takes too long to be opened',
      `it took longer than ${loadTimeoutMs} ms`,
    )
  }

  #refuse(name: DocumentName, reason: string, message: string): LoadRefused {
    const { clock, log, count } = this.#dependencies
    const nowMs = clock.now()
    for (const [other, { untilMs }] of this.#refused) {
      if (untilMs <= nowMs) this.#refused.delete(other)
    }
    this.#refused.set(name, { untilMs: nowMs + AGAIN_AFTER_MS, reason })
    count('load-refused')
    log({ level: 'error', event: 'load-refused', document: name, message })
    return new LoadRefused(reason)
  }
}

function isLongLog(updates: readonly StoredUpdate[], condenseAfterBytes: number): boolean {
  let bytes = 0
  for (const { sequence, update } of updates) {
    // A snapshot's pieces are as small as they can be.
    if (sequence === 0) continue
    if (update.length > LARGE_UPDATE_BYTES) return true
    bytes += update.length
  }
  return bytes > condenseAfterBytes
}

function damageOf(poisoned: readonly Poisoned[]) {
  return poisoned.map(({ update: { sequence, index }, what }) => ({
    fromSequence: sequence,
    toSequence: sequence,
    index,
    what,
  }))
}
