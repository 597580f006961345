import { createHash, randomBytes } from 'node:crypto'
import type { Stats } from 'node:fs'
import { mkdir, open, readFile, readdir, rename, rm, stat, statfs, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { imageSizeOf } from './image-size.ts'
import { imageTypeOf, imageTypes, type ImageType } from './image-type.ts'

/** How much may be kept. */
export interface ImageStoreLimits {
  /** All pictures together, in bytes. */
  readonly maxTotalBytes: number
  /** What the disk must keep free: the documents need it. */
  readonly minFreeBytes: number
}

/** What became of a picture that was to be kept. */
export type Kept =
  /** It is on disk. The name is its content's SHA-256 and the ending of its kind. */
  | { readonly kept: true; readonly name: string }
  | { readonly kept: false; readonly because: 'no-image' | 'too-large' | 'full' | 'disk-full' }

/** A stored picture. */
export interface StoredImage {
  readonly bytes: Buffer
  readonly type: ImageType
}

/** A stored picture that is read piece by piece. */
export interface OpenedImage {
  readonly sizeBytes: number
  readonly type: ImageType
  /** To be read once. It throws when the picture is removed meanwhile. */
  readonly pieces: AsyncIterable<Uint8Array>
}

/** How much of a picture is in memory for each who is sent it, in bytes. */
const PIECE_BYTES = 64 * 1024

/**
 * A small file can be a huge picture: every window that shows it makes room for each of its pixels, four bytes for one.
 * More than any camera makes that writes files as small as those that are taken.
 */
const MAX_PIXELS = 100_000_000

const NAME = /^([0-9a-f]{64})\.([a-z]{3,4})$/
const UNFINISHED = /^unfinished-/

/**
 * Pictures in a folder, each a file named by what is in it: the same picture is kept once, no name can lead out of the
 * folder, and what a name stands for never changes. A file has its name only when all of it is on disk.
 */
export class ImageStore {
  readonly #folder: string
  readonly #limits: ImageStoreLimits
  /** Those that are being written, by name: of the same picture sent twice at once, one is kept. */
  readonly #keeping = new Map<string, Promise<Kept>>()
  /** Those that are being removed, by name. */
  readonly #removing = new Map<string, Promise<boolean>>()
  #totalBytes: number

  private constructor(folder: string, limits: ImageStoreLimits, totalBytes: number) {
    this.#folder = folder
    this.#limits = limits
    this.#totalBytes = totalBytes
  }

  /**
   * Makes the folder if it is not there, and clears away what a crash left half written.
   *
   * @throws The system's error, when the folder cannot be written.
   */
  static async open(folder: string, limits: ImageStoreLimits): Promise<ImageStore> {
    await mkdir(folder, { recursive: true })
    let totalBytes = 0
    for (const name of await readdir(folder)) {
      if (UNFINISHED.test(name)) await rm(join(folder, name))
      else if (NAME.test(name)) totalBytes += (await stat(join(folder, name))).size
    }
    return new ImageStore(folder, limits, totalBytes)
  }

  /** All pictures together, in bytes. */
  get totalBytes(): number {
    return this.#totalBytes
  }

  /**
   * Resolves once the picture, and its name, are on disk.
   *
   * @throws The system's error, when it cannot be written for another reason than space.
   */
  async keep(bytes: Buffer): Promise<Kept> {
    const type = imageTypeOf(bytes)
    if (!type) return { kept: false, because: 'no-image' }
    const size = imageSizeOf(bytes, type)
    if (size && size.width * size.height > MAX_PIXELS) return { kept: false, because: 'too-large' }
    const name = `${createHash('sha256').update(bytes).digest('hex')}.${type.extension}`
    const keeping = this.#keeping.get(name) ?? this.#keepAs(name, bytes)
    this.#keeping.set(name, keeping)
    return keeping.finally(() => this.#keeping.delete(name))
  }

  /** @param name As {@link keep} gave it; anybody may have made it up. */
  async has(name: string): Promise<boolean> {
    return NAME.test(name) && (await this.#timesOf(name)) !== undefined
  }

  /**
   * Removes a picture, unless it was sent once more.
   *
   * @param name As {@link keep} gave it.
   * @param sinceMs Since when it is not used: wall-clock time in milliseconds since 1970.
   * @returns Whether it was removed.
   * @throws The system's error, when it cannot be removed.
   */
  async remove(name: string, sinceMs: number): Promise<boolean> {
    if (!NAME.test(name) || this.#keeping.has(name) || this.#removing.has(name)) return false
    const removing = this.#removeUnchanged(name, sinceMs)
    this.#removing.set(name, removing)
    return removing.finally(() => this.#removing.delete(name))
  }

  /** All that are kept now. */
  async names(): Promise<readonly string[]> {
    return (await readdir(this.#folder)).filter((name) => NAME.test(name))
  }

  /** @param name As {@link keep} gave it; anybody may have made it up. */
  async read(name: string): Promise<StoredImage | undefined> {
    const type = imageTypes.get(NAME.exec(name)?.[2] ?? '')
    if (!type) return undefined
    try {
      return { bytes: await readFile(join(this.#folder, name)), type }
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined
      throw error
    }
  }

  /**
   * The same, to be sent: whoever reads slowly, or asks for many, holds neither memory nor an open file.
   *
   * @param name As {@link keep} gave it; anybody may have made it up.
   */
  async open(name: string): Promise<OpenedImage | undefined> {
    const type = imageTypes.get(NAME.exec(name)?.[2] ?? '')
    const known = type && (await this.#timesOf(name))
    return known && { sizeBytes: known.size, type, pieces: this.#piecesOf(name, known.size) }
  }

  async *#piecesOf(name: string, sizeBytes: number): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < sizeBytes;) {
      const piece = Buffer.alloc(Math.min(PIECE_BYTES, sizeBytes - at))
      // Opened anew for each: what a name stands for never changes.
      const file = await open(join(this.#folder, name))
      let bytesRead: number
      try {
        ;({ bytesRead } = await file.read(piece, 0, piece.length, at))
      } finally {
        await file.close()
      }
      if (bytesRead === 0) throw new Error(`The picture ${name} ends before its end`)
      at += bytesRead
      yield piece.subarray(0, bytesRead)
    }
  }

  async #keepAs(name: string, bytes: Buffer): Promise<Kept> {
    await this.#removing.get(name)?.catch(() => false)
    if (await this.#renew(name, bytes.length)) return { kept: true, name }
    if (this.#totalBytes + bytes.length > this.#limits.maxTotalBytes)
      return { kept: false, because: 'full' }
    // Counted before it is written, so that many at once do not all fit into the same space.
    this.#totalBytes += bytes.length
    try {
      const { bavail, bsize } = await statfs(this.#folder)
      if (bavail * bsize < this.#limits.minFreeBytes + bytes.length) throw new NoSpace()
      await this.#write(name, bytes)
      return { kept: true, name }
    } catch (error) {
      this.#totalBytes -= bytes.length
      if (isNoSpace(error)) return { kept: false, because: 'disk-full' }
      throw error
    }
  }

  /** Whether it is there, and from now on as young as one that was just sent. */
  async #renew(name: string, size: number): Promise<boolean> {
    const known = await this.#timesOf(name)
    if (known?.size !== size) return false
    const now = new Date()
    await utimes(join(this.#folder, name), now, now)
    return true
  }

  async #removeUnchanged(name: string, sinceMs: number): Promise<boolean> {
    const known = await this.#timesOf(name)
    if (!known || known.mtimeMs >= sinceMs) return false
    await rm(join(this.#folder, name))
    this.#totalBytes -= known.size
    return true
  }

  async #timesOf(name: string): Promise<Stats | undefined> {
    try {
      return await stat(join(this.#folder, name))
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined
      throw error
    }
  }

  async #write(name: string, bytes: Buffer): Promise<void> {
    const unfinished = join(this.#folder, `unfinished-${randomBytes(8).toString('hex')}`)
    try {
      const file = await open(unfinished, 'wx')
      try {
        await file.writeFile(bytes)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(unfinished, join(this.#folder, name))
    } catch (error) {
      await rm(unfinished, { force: true })
      throw error
    }
    // The name is an entry of the folder, and not on disk before that is.
    const folder = await open(this.#folder)
    try {
      await folder.sync()
    } finally {
      await folder.close()
    }
  }
}

class NoSpace extends Error {
  override readonly name = 'NoSpace'
}

const isNoSpace = (error: unknown): boolean =>
  error instanceof NoSpace || ['ENOSPC', 'EDQUOT'].includes(String(codeOf(error)))

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined
