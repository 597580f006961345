import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { build } from './build.mjs'
import { inRepository } from './repository.mjs'

const EDITOR = '@weft/editor'
const DIST = 'apps/editor/dist'
const PAGE = 'index.html'

/**
 * Builds the editor, if it has changed, and adds up what a document needs before anybody touches it: the scripts and
 * style sheets that are not lazy, each after gzip -9. Fonts and pictures are not counted.
 *
 * @returns {{ entry: string, gzipBytes: number, files: { file: string, gzipBytes: number }[] }}
 * @throws {Error} When it does not build.
 */
export function editorSize() {
  if (!build([EDITOR])) throw new Error(`Cannot measure ${EDITOR}: it does not build`)
  const manifest = JSON.parse(readFileSync(inRepository(DIST, 'manifest.json'), 'utf8'))
  const files = firstLoad(manifest)
    .map((file) => ({ file, gzipBytes: gzipBytes(file) }))
    .sort((one, other) => other.gzipBytes - one.gzipBytes)
  return {
    entry: `${EDITOR}, a document's first load`,
    gzipBytes: files.reduce((sum, { gzipBytes: bytes }) => sum + bytes, 0),
    files,
  }
}

/**
 * @param {Record<string, { file: string, css?: string[], imports?: string[], dynamicImports?: string[] }>} manifest
 *   Vite's: by source, what was built of it and what that imports.
 * @returns {string[]} What the page's own script imports, also what it imports dynamically, as it does at once; with all
 *   that these need. Each file once, and not the page itself.
 */
export function firstLoad(manifest) {
  const seen = new Set()
  const visit = (source) => {
    if (seen.has(source)) return
    seen.add(source)
    manifest[source].imports?.forEach(visit)
  }
  visit(PAGE)
  manifest[PAGE].dynamicImports?.forEach(visit)
  const files = [...seen].flatMap((source) => [
    manifest[source].file,
    ...(manifest[source].css ?? []),
  ])
  return [...new Set(files)].filter((file) => /\.(js|css)$/.test(file))
}

const gzipBytes = (file) => gzipSync(readFileSync(inRepository(DIST, file)), { level: 9 }).length
