import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { OWN, REPOSITORY } from '../servers/places.ts'
import { curvePicture } from './curve-picture.ts'
import { markdownTable } from './markdown-table.ts'
import type { Row } from './results.ts'

const BEGIN = '<!-- bench:begin -->'
const END = '<!-- bench:end -->'
const PAGE = join(REPOSITORY, 'apps/docs/performance.md')
const PICTURES = join(REPOSITORY, 'apps/docs/performance')

/** Where rows are kept, one file each, so that they can be measured one by one. */
export class ResultFiles {
  readonly #folder: string
  readonly #writesPage: boolean

  /** @param writesPage For the documentation, which is in version control; if not, among what is not. */
  constructor(writesPage: boolean) {
    this.#writesPage = writesPage
    this.#folder = writesPage ? join(OWN, 'results') : join(REPOSITORY, 'artifacts/bench')
  }

  get folder(): string {
    return this.#folder
  }

  /** Keeps a row, and its picture if it has one. */
  keep(row: Row): void {
    mkdirSync(this.#folder, { recursive: true })
    writeFileSync(this.#fileOf(row.id), `${JSON.stringify(row, undefined, 2)}\n`)
    if (!row.curve) return
    const pictures = this.#writesPage ? PICTURES : this.#folder
    mkdirSync(pictures, { recursive: true })
    writeFileSync(join(pictures, row.curve.file), curvePicture(row, row.curve))
  }

  /** The rows that were measured so far, in this order. */
  read(ids: readonly string[]): readonly Row[] {
    return ids.flatMap((id) => {
      const file = this.#fileOf(id)
      return existsSync(file) ? [JSON.parse(readFileSync(file, 'utf8')) as Row] : []
    })
  }

  /** Writes what was measured so far as a table: into the page, or beside the rows. */
  writeTable(rows: readonly Row[]): void {
    const table = markdownTable(rows, this.#writesPage ? basename(PICTURES) : '.')
    if (this.#writesPage) {
      writeFileSync(PAGE, replaceBetween(readFileSync(PAGE, 'utf8'), table))
    } else {
      mkdirSync(this.#folder, { recursive: true })
      writeFileSync(join(this.#folder, 'table.md'), table)
    }
  }

  /** Keeps where a server has spent its time. */
  keepProfile(name: string, profile: unknown): void {
    mkdirSync(this.#folder, { recursive: true })
    writeFileSync(join(this.#folder, `${name}.cpuprofile`), JSON.stringify(profile))
  }

  #fileOf(id: string): string {
    return join(this.#folder, `${id}.json`)
  }
}

/** @throws {Error} When the page has no place for it. */
export function replaceBetween(page: string, table: string): string {
  const begin = page.indexOf(BEGIN)
  const end = page.indexOf(END)
  if (begin < 0 || end < begin) throw new Error(`There are no ${BEGIN} and ${END} in the page`)
  return `${page.slice(0, begin + BEGIN.length)}\n\n${table}\n${page.slice(end)}`
}
