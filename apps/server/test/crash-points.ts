import { cpSync } from 'node:fs'
import { join } from 'node:path'
import type { DataFolder } from '../src/care/data-folder.ts'
import { newPlace } from './new-place.ts'
import { observeFiles } from './observed-files.ts'

/** Copies of a folder as it was before each step of something: what kill -9 at that moment leaves on the disk. */
export class CrashPoints {
  /** Each copy, and the step before which it was made. */
  readonly copies: { readonly path: string; readonly before: string }[] = []
  readonly #folder: string
  readonly #into: string

  private constructor(folder: string, into: string) {
    this.#folder = folder
    this.#into = into
  }

  /** Watches the files of our own code, too, until {@link end}. */
  static async of(folder: string): Promise<CrashPoints> {
    const points = new CrashPoints(folder, await newPlace())
    observeFiles((call) => points.look(call))
    return points
  }

  look(before: string): void {
    const path = join(this.#into, String(this.copies.length))
    cpSync(this.#folder, path, { recursive: true })
    this.copies.push({ path, before })
  }

  end(): void {
    observeFiles(undefined)
    this.look('the end')
  }

  /** The same folder, with a copy made before and after each change. */
  watched(folder: DataFolder): DataFolder {
    const { storage, catalogue, titles, deletions, images } = folder
    const changes = ['create', 'append', 'replacePrefix', 'replace', 'delete', 'rewriteFiles']
    return {
      ...folder,
      storage: this.#watch('storage', storage, changes),
      catalogue: this.#watch('catalogue', catalogue, ['write', 'rewriteFiles']),
      titles: this.#watch('titles', titles, ['put', 'forget']),
      deletions: this.#watch('deletions', deletions, ['mark', 'removed', 'undo']),
      images: this.#watch('images', images, ['keep', 'remove']),
    }
  }

  #watch<T extends object>(name: string, part: T, changes: readonly string[]): T {
    return new Proxy(part, {
      get: (target, property) => {
        const method: unknown = Reflect.get(target, property)
        if (typeof method !== 'function') return method
        if (!changes.includes(String(property))) return method.bind(target) as unknown
        return async (...given: unknown[]): Promise<unknown> => {
          this.look(`${name}.${String(property)}`)
          const result: unknown = await Reflect.apply(method, target, given)
          this.look(`after ${name}.${String(property)}`)
          return result
        }
      },
    })
  }
}
