import { readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { gzipSync } from 'node:zlib'
import { rolldown } from 'rolldown'
import { repositoryRoot } from './repository.mjs'
import { publicPackages } from './workspaces.mjs'

const ENTRY = 'what-is-measured'

/** The packages whose entries have a limit, and what a page imports from the main one. */
export const MEASURED = { '@weft/provider': '{ WeftProvider }' }

/**
 * What a web page pays for some imports: bundled from the sources and minified, as a page's own bundler does it.
 *
 * @typedef {{ minifiedBytes: number, gzipBytes: number, modules: ModuleSize[] }} BundleSize
 * @typedef {{ module: string, minifiedBytes: number, gzipBytes: number }} ModuleSize `gzipBytes` is how much smaller
 *   the whole would be without the module. The sum over all modules is less than the whole: they compress each other.
 *
 * @param {string} source The imports, as the text of a module.
 * @param {readonly string[]} external Packages that are left out, with all that is in them.
 * @returns {Promise<BundleSize>}
 */
export async function bundleSize(source, external) {
  const build = await rolldown({
    input: ENTRY,
    external: external.map((name) => new RegExp(`^${name}(/|$)`)),
    resolve: { conditionNames: ['@weft/source', 'browser', 'import', 'default'] },
    plugins: [
      { name: ENTRY, resolveId: entryId, load: (id) => (id === entryId(ENTRY) ? source : null) },
    ],
  })
  try {
    const { output } = await build.generate({
      dir: repositoryRoot,
      format: 'esm',
      minify: true,
      sourcemap: true,
    })
    const [{ code, map }] = output
    return {
      minifiedBytes: Buffer.byteLength(code),
      gzipBytes: gzipBytes(code),
      // Where nothing but imports is left, there is no map.
      modules: map ? moduleSizes(code, new SourceMap(JSON.parse(map.toString()))) : [],
    }
  } finally {
    await build.close()
  }
}

// In the top folder, so that the packages are found by their names.
const entryId = (id) => (id === ENTRY ? `${repositoryRoot}/${ENTRY}.js` : null)

/** @param {string} text */
const gzipBytes = (text) => gzipSync(text, { level: 9 }).length

/**
 * @param {string} code
 * @param {SourceMap} map
 * @returns {ModuleSize[]} The largest first.
 */
function moduleSizes(code, map) {
  const owners = code.split('\n').flatMap((line, row) =>
    // With the line break, which belongs to what stands before it.
    Array.from({ length: line.length + 1 }, (_, column) => ownerOf(map.findEntry(row, column))),
  )
  const modules = new Set(owners.slice(0, code.length))
  const whole = gzipBytes(code)
  return [...modules]
    .map((module) => {
      const rest = [...code].filter((_, index) => owners[index] !== module).join('')
      return {
        module,
        minifiedBytes: code.length - rest.length,
        gzipBytes: whole - gzipBytes(rest),
      }
    })
    .sort((one, other) => other.gzipBytes - one.gzipBytes)
}

const ownerOf = ({ originalSource }) => originalSource ?? 'between the modules'

/**
 * @typedef {{ entry: string, gzipBytes: number, size: BundleSize }} EntrySize For the main entry `gzipBytes` is the
 *   whole, for another what it adds to the main entry: whoever imports it has that as well.
 *
 * @param {string} name A package that people import into a page.
 * @returns {Promise<EntrySize[]>} The main entry first.
 */
export async function entrySizes(name) {
  const { manifest } = publicPackages().find((workspace) => workspace.manifest.name === name)
  // What the application brings along, and what yjs itself is made of.
  const external = [...Object.keys(manifest.peerDependencies ?? {}), 'lib0']
  const main = exportFrom(name, MEASURED[name])
  const mainSize = await bundleSize(main, external)
  const others = Object.keys(manifest.exports)
    .filter((path) => path !== '.' && path !== './package.json')
    .map(async (path) => {
      const entry = `${name}${path.slice(1)}`
      const size = await bundleSize(main + exportFrom(entry, '*'), external)
      return { entry, gzipBytes: size.gzipBytes - mainSize.gzipBytes, size }
    })
  return [
    { entry: name, gzipBytes: mainSize.gzipBytes, size: mainSize },
    ...(await Promise.all(others)),
  ]
}

const exportFrom = (entry, names) => `export ${names} from '${entry}'\n`

/**
 * @param {readonly Pick<EntrySize, 'entry' | 'gzipBytes'>[]} sizes
 * @param {Record<string, number>} limits In bytes, by entry.
 * @returns {string[]} One line for each entry that is over its limit or has none.
 */
export function overLimit(sizes, limits) {
  return sizes.flatMap(({ entry, gzipBytes }) => {
    const limit = limits[entry]
    if (limit === undefined) {
      return [`${entry} has ${gzipBytes} bytes and no limit: give it one in size-limits.json`]
    }
    if (gzipBytes <= limit) return []
    const excess = gzipBytes - limit
    return [
      `${entry} has ${gzipBytes} bytes (minified, gzip), ${excess} more than its limit of ${limit}: npm run size shows where they are`,
    ]
  })
}

/** @returns {Record<string, number>} In bytes of gzip, by entry. */
export const sizeLimits = () =>
  JSON.parse(readFileSync(new URL('size-limits.json', import.meta.url), 'utf8'))
