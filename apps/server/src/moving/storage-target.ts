import { randomBytes } from 'node:crypto'
import type { DocumentName } from '@weft/protocol'
import type { DocumentStorage } from '@weft/storage'
import type { Deletions } from '../catalogue/deletions.ts'
import type { Titles } from '../catalogue/titles.ts'
import type { Content, Present, Target } from './target.ts'

export interface StorageTargetDependencies {
  readonly storage: DocumentStorage
  readonly titles: Titles
  readonly deletions: Deletions
  /** Wall-clock time in milliseconds since 1970. */
  readonly now: () => number
}

/** A data folder that no server has open. */
export class StorageTarget implements Target {
  readonly #dependencies: StorageTargetDependencies

  constructor(dependencies: StorageTargetDependencies) {
    this.#dependencies = dependencies
  }

  async present(name: DocumentName): Promise<Present> {
    const { storage, deletions } = this.#dependencies
    if (deletions.of(name)) return { is: 'deleted' }
    const stored = await storage.load(name)
    // One that was begun and has no content is what a stop half-way leaves.
    if (!stored || (stored.sequence === 0 && stored.damage.length === 0)) return { is: 'nothing' }
    const { snapshot, records, damage } = stored
    const updates = [
      ...(snapshot?.pieces ?? []),
      ...records.flatMap(({ updates: ofRecord }) => ofRecord.map(({ update }) => update)),
    ]
    return {
      is: 'document',
      // What was quarantined has no bytes.
      updates: updates.filter(({ length }) => length > 0),
      isDamaged: damage.length > 0,
    }
  }

  async create(name: DocumentName, content: Content): Promise<void> {
    const { storage, now } = this.#dependencies
    await storage.create(name, randomBytes(16).toString('base64url'), now())
    await this.add(name, content)
  }

  async add(name: DocumentName, { pieces, title }: Content): Promise<void> {
    const { storage, titles, now } = this.#dependencies
    const timeMs = now()
    const updates = pieces.map((update) => ({ update, user: undefined, timeMs }))
    await storage.append([{ document: name, updates }])
    await titles.put(name, title)
  }

  async remove(name: DocumentName): Promise<void> {
    const { storage, titles, deletions } = this.#dependencies
    await storage.delete(name)
    await titles.forget(name)
    await deletions.undo(name)
  }
}
