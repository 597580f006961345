import { rm } from 'node:fs/promises'

import type { DurableStorageUnderTest } from '@weft/storage/contract'

import type { Row } from './database.ts'
import { FaultyDatabase } from './faulty-database.test-support.ts'
import { systemSpaceProbe } from './free-space.ts'
import { recordKey } from './keys.ts'
import type { LevelStorage } from './level-storage.ts'
import { openLevelStorageWith, type SystemParts, systemParts } from './open-level-storage.ts'
import { temporaryFolder } from './temporary-folder.test-support.ts'

/** A storage in a folder of its own that goes when the test is over. */
export class TemporaryStorage implements DurableStorageUnderTest {
  readonly disk = new FaultyDatabase()
  readonly folder: string
  readonly #parts: SystemParts
  #storage: LevelStorage | undefined

  private constructor(folder: string, parts: Partial<SystemParts>) {
    this.folder = folder
    this.#parts = { ...systemParts, openDatabase: this.disk.open, ...parts }
  }

  static async open(parts: Partial<SystemParts> = {}): Promise<TemporaryStorage> {
    const temporary = await TemporaryStorage.closed(parts)
    await temporary.reopen()
    return temporary
  }

  /** The folder, with nothing opened in it. */
  static async closed(parts: Partial<SystemParts> = {}): Promise<TemporaryStorage> {
    return new TemporaryStorage(await temporaryFolder(), parts)
  }

  get storage(): LevelStorage {
    if (this.#storage === undefined) throw new Error('the storage is not open')
    return this.#storage
  }

  async reopen(): Promise<LevelStorage> {
    await this.#storage?.close()
    this.#storage = undefined
    // A test that has a disk of its own means its free space, too.
    const floor = this.#parts.spaceProbe === systemSpaceProbe ? { minFreeBytes: 0 } : {}
    this.#storage = await openLevelStorageWith({ path: this.folder, ...floor }, this.#parts)
    return this.#storage
  }

  /** Everything in the database that is open, key by key. */
  async rows(): Promise<readonly Row[]> {
    const view = this.disk.real.view()
    const all: Row[] = []
    for await (const rows of view.rows({ from: Uint8Array.of(0), before: Uint8Array.of(0xff) })) {
      all.push(...rows)
    }
    await view.close()
    return all
  }

  /** Flips a bit in the value under a key. */
  async flip(key: Uint8Array, byte = -1): Promise<void> {
    const view = this.disk.real.view()
    const value = await view.get(key)
    await view.close()
    if (value === undefined) throw new Error('there is no such row')
    const flipped = new Uint8Array(value)
    const at = byte < 0 ? flipped.length + byte : byte
    flipped[at] = (flipped[at] ?? 0) ^ 0x10
    await this.disk.real.batch([{ key, value: flipped }], { sync: false })
  }

  async damageRecord(document: string, sequence: number): Promise<void> {
    await this.flip(recordKey(document, sequence))
  }

  async dispose(): Promise<void> {
    await this.#storage?.close()
    await rm(this.folder, { recursive: true })
  }
}
