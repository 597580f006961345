import type { WeftServer } from '@weft/server'
import type { Area, Catalogue } from '../catalogue/catalogue.ts'
import { field } from '../catalogue/field.ts'

/** Since when a document is read-only. */
interface ReadOnlyMark {
  /** In milliseconds since 1970. */
  readonly sinceMs: number
}

/** Documents in which nobody may write until an administrator says otherwise, also after a restart. */
export class ReadOnlyMarks {
  readonly #area: Area<ReadOnlyMark>
  readonly #server: Pick<WeftServer, 'setReadOnly'>

  /** Puts in force what was said before the start. */
  constructor(catalogue: Catalogue, server: Pick<WeftServer, 'setReadOnly'>) {
    this.#area = catalogue.area('read-only', readMark)
    this.#server = server
    for (const [document] of this.#area.entries()) server.setReadOnly(document, true)
  }

  has(document: string): boolean {
    return this.#area.get(document) !== undefined
  }

  /** In force at once; resolves when it is on disk, and so holds after a restart. */
  async set(document: string, isReadOnly: boolean, nowMs: number): Promise<void> {
    this.#server.setReadOnly(document, isReadOnly)
    if (isReadOnly === this.has(document)) return
    if (isReadOnly) await this.#area.set(document, { sinceMs: nowMs })
    else await this.#area.delete(document)
  }
}

function readMark(value: unknown): ReadOnlyMark | undefined {
  const sinceMs = field(value, 'sinceMs')
  return typeof sinceMs === 'number' ? { sinceMs } : undefined
}
