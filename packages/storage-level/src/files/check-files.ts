import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { BadBytes } from './byte-reader.ts'
import { type Manifest, readManifest } from './manifest.ts'
import { checkLog } from './salvage-log.ts'
import { checkTable } from './table-file.ts'

/** A file of the database that is not as it was written. */
export interface DamagedFile {
  readonly name: string
  readonly what: string
  /** What is left of it, in a form that LevelDB reads. */
  readonly rest: Uint8Array
}

export type FilesCheck =
  /** With tables that there was no time for. */
  | { readonly is: 'whole'; readonly unchecked: readonly Table[] }
  | { readonly is: 'damaged'; readonly files: readonly DamagedFile[] }
  /** Files are missing, or so damaged that the database cannot be opened without them. */
  | { readonly is: 'lost'; readonly why: 'missing' | 'unreadable'; readonly what: string }

type Lost = Extract<FilesCheck, { readonly is: 'lost' }>

const RESTORE = 'restore the folder from a backup'

function missing(what: string): Lost {
  return { is: 'lost', why: 'missing', what }
}

function unreadable(what: string): Lost {
  return { is: 'lost', why: 'unreadable', what }
}

export interface Table {
  readonly name: string
  readonly sizeBytes: number
}

/** Looks at the files of one database before LevelDB does, which ends the process on some damage. */
export class FilesChecker {
  readonly #folder: string
  readonly #maxBytes: number
  /** Tables never change, so each is read once. */
  readonly #whole = new Set<string>()
  /** Tables that are to be looked at first. */
  readonly #suspects = new Set<string>()

  /** @param maxBytes What {@link check} reads of tables, newest first; the rest is left for {@link checkTable}. */
  constructor(folder: string, maxBytes: number) {
    this.#folder = folder
    this.#maxBytes = maxBytes
  }

  /** Looks at everything again: LevelDB found something that was whole before. */
  distrust(): void {
    this.#whole.clear()
  }

  async check(): Promise<FilesCheck> {
    const names = new Set(await readdir(this.#folder))
    const manifest = await this.#readManifest(names)
    if ('is' in manifest) return manifest
    const damaged: DamagedFile[] = []
    for (const number of logNumbers(names, manifest)) {
      const name = logName(number)
      if (!names.has(name)) return missing(missingLog(name))
      const checked = checkLog(await readFile(join(this.#folder, name)))
      if (checked.is === 'damaged') damaged.push({ name, ...checked })
    }
    const unchecked: Table[] = []
    let bytes = 0
    for (const table of tablesIn(manifest)) {
      const name = presentName(names, table.name)
      if (name === undefined) return missing(`its file ${table.name} is missing; ${RESTORE}`)
      if (this.#whole.has(name)) continue
      bytes += table.sizeBytes
      if (bytes > this.#maxBytes && !this.#suspects.has(name)) {
        unchecked.push({ ...table, name })
        continue
      }
      const found = await this.#read({ ...table, name })
      if (found === 'lost') {
        return unreadable(`nothing of its file ${name} can be read; ${RESTORE}`)
      }
      if (found !== undefined) damaged.push(found)
    }
    return damaged.length > 0 ? { is: 'damaged', files: damaged } : { is: 'whole', unchecked }
  }

  /** Looks at one table while the database is open. Returns false when it is damaged: {@link check} will find it. */
  async checkTable(table: Table): Promise<boolean> {
    try {
      if ((await this.#read(table)) === undefined) return true
    } catch (error) {
      // LevelDB has put others in its place.
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return true
      throw error
    }
    this.#suspects.add(table.name)
    return false
  }

  async #readManifest(names: ReadonlySet<string>): Promise<Manifest | Lost> {
    const current = (await readFile(join(this.#folder, 'CURRENT'), 'latin1')).trim()
    if (!/^MANIFEST-\d+$/.test(current))
      return unreadable(`its file CURRENT is damaged; ${RESTORE}`)
    if (!names.has(current)) return missing(`its file ${current} is missing; ${RESTORE}`)
    try {
      return readManifest(await readFile(join(this.#folder, current)))
    } catch (error) {
      if (!(error instanceof BadBytes)) throw error
      return unreadable(`its file ${current} is damaged (${error.message}); ${RESTORE}`)
    }
  }

  async #read({ name, sizeBytes }: Table): Promise<DamagedFile | 'lost' | undefined> {
    const checked = checkTable(await readFile(join(this.#folder, name)), sizeBytes)
    if (checked.is === 'whole') {
      this.#suspects.delete(name)
      this.#whole.add(name)
      return undefined
    }
    return checked.rest === undefined ? 'lost' : { name, what: checked.what, rest: checked.rest }
  }
}

/** The logs that LevelDB reads, in order; first the one that must be there. */
function logNumbers(names: ReadonlySet<string>, { logNumber }: Manifest): readonly number[] {
  const present = [...names].flatMap((name) => {
    const [, digits] = /^(\d+)\.log$/.exec(name) ?? []
    return digits !== undefined && Number(digits) > logNumber ? [Number(digits)] : []
  })
  return [logNumber, ...present.sort((a, b) => a - b)]
}

function logName(number: number): string {
  return `${String(number).padStart(6, '0')}.log`
}

function missingLog(name: string): string {
  return (
    `its file ${name} is missing, which has the newest edits; put it back, or make an empty file of that name to go on ` +
    'without them'
  )
}

function tablesIn({ tables }: Manifest): readonly Table[] {
  return [...tables]
    .sort(([a], [b]) => b - a)
    .map(([number, sizeBytes]) => ({
      name: `${String(number).padStart(6, '0')}.ldb`,
      sizeBytes,
    }))
}

/** LevelDB reads the older ending, too. */
function presentName(names: ReadonlySet<string>, name: string): string | undefined {
  if (names.has(name)) return name
  const older = name.replace(/ldb$/, 'sst')
  return names.has(older) ? older : undefined
}
