import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { lookup } from 'mrmime'

/** A file as it is answered. */
export interface EditorFile {
  readonly body: Buffer
  readonly type: string
  readonly etag: string
  /** Whether its name changes with its content, so that browsers may keep it for good. */
  readonly isImmutable: boolean
}

/** The built editor. */
export interface EditorFiles {
  readonly page: EditorFile
  /** By their path below the page's base, e.g. `assets/index-Dk3v.js`. */
  readonly assets: ReadonlyMap<string, EditorFile>
}

/**
 * Reads the built editor into memory. Once: a build that replaces the files under a running server must not break it,
 * and a request that can only name an entry of a map cannot reach another file.
 *
 * @returns undefined when the editor has not been built.
 */
export function readEditorFiles(folder: string): EditorFiles | undefined {
  const assets = new Map<string, EditorFile>()
  for (const path of filesIn(folder)) {
    const name = relative(folder, path).replaceAll(sep, '/')
    assets.set(name, editorFile(name, readFileSync(path)))
  }
  const page = assets.get('index.html')
  assets.delete('index.html')
  return page && { page, assets }
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
      .map((entry) => join(entry.parentPath, entry.name))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}

function editorFile(name: string, body: Buffer): EditorFile {
  const type = lookup(name) ?? 'application/octet-stream'
  return {
    body,
    type: type.startsWith('text/') ? `${type}; charset=utf-8` : type,
    etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
    // Where the build puts what it names by content.
    isImmutable: name.startsWith('assets/'),
  }
}
