import { link, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

import { StorageError } from '@weft/storage'
import { Level } from 'level'

import { type FilesCheck, FilesChecker, type Table } from './files/check-files.ts'
import { replaceFile } from './files/replace-file.ts'
import { tryWriting } from './files/try-writing.ts'
import { storageFailure } from './failure.ts'
import { databaseFolder, type Place } from './place.ts'

/** A file of the database that was not as it was written, and was replaced by what is left of it. */
export interface DamagedFileReport {
  /** Its name in the folder `db`. */
  readonly file: string
  /** What was found, in words. */
  readonly what: string
  /** Where the damaged file is kept, from the storage's folder. */
  readonly keptAs: string
}

/** The files of a database, which are looked at before LevelDB may have them. */
export class DatabaseFiles {
  readonly #place: Place
  readonly #checker: FilesChecker
  readonly #onDamagedFile: (report: DamagedFileReport) => void
  #unchecked: Table[] = []
  #hasReplaced = false

  constructor(
    place: Place,
    maxCheckBytes: number,
    onDamagedFile: (report: DamagedFileReport) => void,
  ) {
    this.#place = place
    this.#checker = new FilesChecker(databaseFolder(place), maxCheckBytes)
    this.#onDamagedFile = onDamagedFile
  }

  /** Makes the files such that LevelDB can open them: what is damaged is kept aside. The database must be closed. */
  async prepare(): Promise<void> {
    const found = await this.#check()
    if (found.is === 'whole') return
    // Another process may be writing them at this moment, and they are whole.
    const unlock = await this.#lock()
    try {
      const again = await this.#check()
      if (again.is === 'whole') return
      for (const file of again.files) {
        const keptAs = await replaceFile(this.#place, file)
        this.#hasReplaced = true
        this.#onDamagedFile({ file: file.name, what: file.what, keptAs })
      }
    } finally {
      await unlock()
    }
  }

  /** Looks at one of the files that {@link prepare} left for later; `damaged`: prepare must be called again. */
  async checkNext(): Promise<'whole' | 'damaged' | 'none'> {
    const table = this.#unchecked.shift()
    if (table === undefined) return 'none'
    return (await this.#checker.checkTable(table)) ? 'whole' : 'damaged'
  }

  /** Rejects when the disk does not take as much as LevelDB may write when it opens. */
  async tryWriting(): Promise<void> {
    try {
      await tryWriting(this.#place.folder)
    } catch (error) {
      throw storageFailure('write to', this.#place.path, error)
    }
  }

  /** Lets everything be looked at again. */
  distrust(): void {
    this.#checker.distrust()
  }

  /** Whether rows may be gone with a file that was replaced, until {@link settled} is called. */
  get hasReplaced(): boolean {
    return this.#hasReplaced
  }

  /** Who lost what with the replaced files is known. */
  settled(): void {
    this.#hasReplaced = false
  }

  async #check(): Promise<Exclude<FilesCheck, { readonly is: 'lost' }>> {
    const found = await this.#checker.check()
    if (found.is === 'lost') {
      const message = `Cannot open storage at "${this.#place.path}": ${found.what}`
      throw new StorageError(found.why === 'missing' ? 'MISPLACED' : 'DAMAGED', message)
    }
    if (found.is === 'whole') this.#unchecked = [...found.unchecked]
    return found
  }

  /**
   * Takes LevelDB's lock, or rejects with `LEVEL_LOCKED`. Node has no way to it but LevelDB, so an empty database is
   * opened for a moment that has its lock file in common with ours.
   */
  async #lock(): Promise<() => Promise<void>> {
    const folder = join(this.#place.folder, 'lock')
    await rm(folder, { recursive: true, force: true })
    await mkdir(folder)
    try {
      await link(join(databaseFolder(this.#place), 'LOCK'), join(folder, 'LOCK'))
    } catch (error) {
      // No process ever opened it.
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
    }
    const level = new Level(folder)
    try {
      await level.open()
    } catch (error) {
      await rm(folder, { recursive: true, force: true })
      throw error
    }
    return async () => {
      await level.close()
      await rm(folder, { recursive: true, force: true })
    }
  }
}
