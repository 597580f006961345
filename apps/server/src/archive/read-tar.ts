import { createHash, type Hash } from 'node:crypto'
import { MAX_CONTENT_BYTES, requirePossible } from './archive-limits.ts'
import { ArchiveProblem } from './archive-problem.ts'
import { readTarHeader, TAR_BLOCK } from './tar-header.ts'

/** One file in an archive. */
export interface ArchiveFile {
  /** Within the archive, with `/`. */
  readonly path: string
  readonly bytes: Buffer
  /** SHA-256 of all bytes of the archive before this file; undefined where it lies in a folder. */
  readonly before: string | undefined
}

/** How compressed files begin: gzip, zstd, xz, bzip2, zip. */
const COMPRESSED = ['1f8b', '28b52ffd', 'fd377a', '425a68', '504b'].map((hex) =>
  Buffer.from(hex, 'hex'),
)

/**
 * The files in a tar, one in memory at a time.
 *
 * @param maxContentBytes What a document may take.
 * @throws {ArchiveProblem} When it is no tar, ends early, or holds what no archive has.
 */
export async function* readTar(
  chunks: AsyncIterable<Uint8Array>,
  maxContentBytes = MAX_CONTENT_BYTES,
): AsyncGenerator<ArchiveFile> {
  const source = new ByteSource(chunks)
  let isFirst = true
  for (;;) {
    const before = source.digest()
    const block = await source.take(TAR_BLOCK)
    const header = block && readTarHeader(block)
    if (header === 'end') {
      // What comes behind is nothing, and whoever sends it is to get rid of it.
      while ((await source.take(TAR_BLOCK)) !== undefined);
      return
    }
    if (block === undefined || header === undefined) {
      if (isFirst) throw noArchive(source.first)
      throw new ArchiveProblem(
        block === undefined
          ? 'it is cut off: its end is missing'
          : 'it was altered: the head of a file in it makes no sense',
      )
    }
    isFirst = false
    const { path, sizeBytes, kind } = header
    if (kind === 'other')
      throw new ArchiveProblem(`it holds ${JSON.stringify(path)}, which is no plain file`)
    requirePossible(path, sizeBytes, maxContentBytes)
    const bytes = await source.take(sizeBytes)
    const padding = await source.take((TAR_BLOCK - (sizeBytes % TAR_BLOCK)) % TAR_BLOCK)
    if (bytes === undefined || padding === undefined)
      throw new ArchiveProblem(`it is cut off in its file "${path}"`)
    yield { path, bytes, before }
  }
}

function noArchive(first: Uint8Array): ArchiveProblem {
  const isCompressed = COMPRESSED.some((magic) => magic.equals(first.subarray(0, magic.length)))
  return new ArchiveProblem(
    isCompressed ? 'it is compressed: unpack it first' : 'it is no archive of Weft',
  )
}

/** Bytes that come in chunks of any size, handed on in pieces that are asked for, and summed up. */
class ByteSource {
  readonly #chunks: AsyncIterator<Uint8Array>
  readonly #hash: Hash = createHash('sha256')
  #rest: Buffer = Buffer.alloc(0)
  #first: Buffer | undefined

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]()
  }

  /** SHA-256 of all that was taken. */
  digest(): string {
    return this.#hash.copy().digest('hex')
  }

  /** The first bytes that came. */
  get first(): Uint8Array {
    return this.#first ?? Buffer.alloc(0)
  }

  /** Undefined when there are not so many left. */
  async take(length: number): Promise<Buffer | undefined> {
    const parts: Buffer[] = []
    let missing = length
    while (missing > 0) {
      if (this.#rest.length === 0) {
        const next: IteratorResult<Uint8Array, unknown> = await this.#chunks.next()
        if (next.done) return undefined
        const { buffer, byteOffset, byteLength } = next.value
        this.#rest = Buffer.from(buffer, byteOffset, byteLength)
        this.#first ??= this.#rest.subarray(0, 16)
      }
      const part = this.#rest.subarray(0, missing)
      this.#rest = this.#rest.subarray(part.length)
      missing -= part.length
      this.#hash.update(part)
      parts.push(part)
    }
    const [only] = parts
    return parts.length === 1 && only ? only : Buffer.concat(parts)
  }
}
