import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { lookup } from 'mrmime'

/** A file as it is answered. */
export interface StaticFile {
  readonly body: Buffer
  readonly type: string
  readonly etag: string
  /** Whether its name changes with its content, so that browsers may keep it for good. */
  readonly isImmutable: boolean
}

/** By their path in the folder, e.g. `assets/index-Dk3v.js`. */
export type StaticFiles = ReadonlyMap<string, StaticFile>

/** A hidden file, or one in a hidden folder such as `.git`; what is in `.well-known` is there to be read. */
const HIDDEN = /(^|\/)\.(?!well-known\/)/

/**
 * Reads what a build has made into memory, but for what is hidden and for symbolic links. Once: a build that replaces the files under a running
 * server must not break it, and a request that can only name an entry of a map cannot reach another file.
 *
 * @returns Nothing when the folder is not there.
 */
export function readStaticFiles(folder: string): StaticFiles {
  const files = new Map<string, StaticFile>()
  for (const path of filesIn(folder)) {
    const name = relative(folder, path).replaceAll(sep, '/')
    if (!HIDDEN.test(name)) files.set(name, staticFile(name, readFileSync(path)))
  }
  return files
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}

/** A file by its path in a folder. */
export function staticFile(name: string, body: Buffer): StaticFile {
  const type = lookup(name) ?? 'application/octet-stream'
  return {
    body,
    type: type.startsWith('text/') ? `${type}; charset=utf-8` : type,
    etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
    // Where Vite puts what it names by content.
    isImmutable: /(^|\/)assets\//.test(name),
  }
}
