import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, open, rm, rmdir, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** In the way of all other files on the disk. */
const BALLAST = 'ballast'
const CHUNK_BYTES = 256 * 1024

/** How a file system of its own was had: by mounting it, which needs rights, or in a namespace of our own. */
type Way =
  | { readonly by: 'mount'; readonly folder: string }
  | { readonly by: 'namespace'; readonly folder: string; readonly holder: ChildProcess }

/** A file system of a few mebibytes in memory, to be filled up. */
export class SmallDisk {
  readonly #way: Way

  private constructor(way: Way) {
    this.#way = way
  }

  /**
   * Makes one: as root by a mount, else in a user namespace.
   *
   * @throws {Error} When this machine allows neither.
   */
  static async make(mebibytes: number): Promise<SmallDisk> {
    const folder = await mkdtemp(join(tmpdir(), 'weft-disk-'))
    const mount = ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', folder]
    const mounted = await run('mount', mount).then(
      () => undefined,
      (error: unknown) => error,
    )
    if (mounted === undefined) return new SmallDisk({ by: 'mount', folder })
    const holder = spawn('unshare', [
      '-rm',
      ...['sh', '-c', `mount ${mount.join(' ')} && echo ready && exec sleep infinity`],
    ])
    const inNamespace = once(holder.stdout, 'data').then(() => undefined)
    const failed = once(holder, 'close').then(() => 'it ended at once')
    const problem = await Promise.race([inNamespace, failed])
    if (problem === undefined) return new SmallDisk({ by: 'namespace', folder, holder })
    await rmdir(folder)
    throw new Error(
      'Cannot make a small disk to fill up: this machine allows neither a mount nor a user namespace. ' +
        'Run the tests as root, or where "unshare -rm true" works (in Docker: --cap-add SYS_ADMIN).',
      { cause: mounted },
    )
  }

  get by(): Way['by'] {
    return this.#way.by
  }

  /** Where it is for a command that runs through {@link through}. */
  get path(): string {
    return this.#way.folder
  }

  /** The command that lets another see this disk. */
  get through(): readonly string[] {
    if (this.#way.by === 'mount') return []
    const pid = String(this.#way.holder.pid)
    return ['nsenter', '--preserve-credentials', '-U', '-m', '-t', pid, '--']
  }

  /** Fills it, but for about so many bytes. */
  async fill(leave = 0): Promise<void> {
    const file = await open(join(this.#seenFromHere, BALLAST), 'a')
    try {
      const chunk = Buffer.alloc(CHUNK_BYTES)
      // A chunk that fits in part is followed by one that does not fit at all.
      while (leave === 0 || (await this.#freeBytes()) > leave) await file.write(chunk)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
    } finally {
      await file.close()
    }
  }

  /** Makes room again. */
  async empty(): Promise<void> {
    await rm(join(this.#seenFromHere, BALLAST), { force: true })
  }

  /** Nobody may use it any more. */
  async end(): Promise<void> {
    if (this.#way.by === 'mount') await run('umount', [this.#way.folder])
    else {
      this.#way.holder.kill('SIGKILL')
      await once(this.#way.holder, 'close')
    }
    await rmdir(this.#way.folder)
  }

  get #seenFromHere(): string {
    return this.#way.by === 'mount'
      ? this.#way.folder
      : `/proc/${String(this.#way.holder.pid)}/root${this.#way.folder}`
  }

  async #freeBytes(): Promise<number> {
    const { bavail, bsize } = await statfs(this.#seenFromHere)
    return bavail * bsize
  }
}
