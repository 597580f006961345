import type { Area } from '../catalogue/catalogue.ts'

/** An area of the catalogue that forgets with the test, and whose disk fails when it is told to. */
export class MemoryArea<T> implements Area<T> {
  isFailing = false
  readonly #known = new Map<string, T>()

  get size(): number {
    return this.#known.size
  }

  get(key: string): T | undefined {
    return this.#known.get(key)
  }

  entries(): IterableIterator<[string, T]> {
    return this.#known.entries()
  }

  async set(key: string, value: T): Promise<void> {
    await this.#write()
    this.#known.set(key, value)
  }

  async delete(key: string): Promise<void> {
    await this.#write()
    this.#known.delete(key)
  }

  async #write(): Promise<void> {
    await Promise.resolve()
    if (this.isFailing) throw new Error('the disk is full')
  }
}
