import type { DocumentName } from '@weft/protocol'
import type { DocumentStorage, StoredDocument } from '@weft/storage'
import type { Compaction } from './compaction.ts'
import { DocumentLoader } from './document-loader.ts'
import type { Limits } from './limits.ts'
import { LogLine } from './log-line.ts'
import { LiveDocument } from './live-document.ts'
import { messageOf, type Clock, type Hooks, type Log } from './ports.ts'
import type { RoomStart } from './room.ts'
import { StoredState } from './stored-state.ts'
import type { Writer } from './writer.ts'

export interface OpenerDependencies {
  readonly storage: DocumentStorage
  readonly writer: Writer
  readonly compaction: Compaction
  readonly clock: Clock
  readonly limits: Limits
  readonly hooks: Pick<Hooks, 'seed'>
  readonly log: Log
  readonly count: (name: string) => void
}

/** Makes of what is stored of a document what a room starts from. */
export class RoomOpener {
  readonly #dependencies: OpenerDependencies
  readonly #loader: DocumentLoader

  constructor(dependencies: OpenerDependencies) {
    this.#dependencies = dependencies
    this.#loader = new DocumentLoader(dependencies)
  }

  /**
   * Undefined when there is no such document.
   *
   * @param onFound Told before the document is built, of what can be sent as it is.
   * @throws {StorageError} When storage cannot be read. {LoadRefused} When it must not be loaded now. {Error} When it
   * cannot be seeded.
   */
  async open(
    name: DocumentName,
    onFound: (state: StoredState) => void,
  ): Promise<RoomStart | undefined> {
    const { storage, compaction, clock, log, count } = this.#dependencies
    // Both at once: nothing may come between what is loaded and the room that goes on from there.
    const finding = storage.branches(name)
    const loading = this.#loader.load(name, async (stored, joined) => {
      const line = new LogLine(await finding, storage.branch, stored.sequence)
      onFound(new StoredState(stored, joined, line))
      // It leaves before there is other work.
      await new Promise<void>((resolve) => clock.soon(resolve))
    })
    const [branches, loaded] = await Promise.all([finding, loading])
    if (!loaded) return undefined
    const { stored, document } = loaded
    const isDamaged = stored.damage.length > 0
    if (isDamaged) {
      count('document-damaged')
      const damage = stored.damage.map(({ what }) => what)
      log({ level: 'error', event: 'document-damaged', document: name, damage })
    }
    compaction.loaded(name, tailOf(stored), isDamaged)
    const sequence = stored.sequence === 0 ? await this.#seed(name, document) : stored.sequence
    const line = new LogLine(branches, storage.branch, stored.sequence)
    return { name, epoch: stored.epoch, sequence, document, line, isDamaged }
  }

  /**
   * The same for a document that was created a moment ago: there is nothing to be read.
   *
   * @throws {Error} When it cannot be seeded.
   */
  async begin(name: DocumentName, epoch: string): Promise<RoomStart> {
    const { storage, compaction } = this.#dependencies
    const document = new LiveDocument()
    compaction.loaded(name, { records: 0, bytes: 0, snapshotBytes: 0 }, false)
    const sequence = await this.#seed(name, document)
    const line = new LogLine([], storage.branch, 0)
    return { name, epoch, sequence, document, line, isDamaged: false }
  }

  // On disk before anybody is answered: a seed that only some clients saw would come twice. And no seed, no answer: who
  // finds a document empty that is not takes the next best content for its first.
  async #seed(name: DocumentName, document: LiveDocument): Promise<number> {
    const { hooks, writer, clock, log } = this.#dependencies
    let update: Uint8Array | undefined
    try {
      update = await hooks.seed?.(name)
      if (!update) return 0
      if (document.load([update]).length > 0) throw new Error('the update cannot be applied')
    } catch (error) {
      log({
        level: 'error',
        event: 'hook-failed',
        hook: 'seed',
        document: name,
        message: messageOf(error),
      })
      throw new Error('Cannot seed the document', { cause: error })
    }
    const record = { update, user: undefined, timeMs: clock.wallTime() }
    return await new Promise<number>((durable, lost) =>
      writer.append(name, [record], { durable, lost }),
    )
  }
}

function tailOf({ snapshot, records }: StoredDocument) {
  return {
    records: records.length,
    bytes: records.reduce(
      (sum, { updates }) => updates.reduce((inner, { update }) => inner + update.length, sum),
      0,
    ),
    snapshotBytes: (snapshot?.pieces ?? []).reduce((sum, piece) => sum + piece.length, 0),
  }
}
