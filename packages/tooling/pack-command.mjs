import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { inRepository } from './repository.mjs'
import { runNpm } from './run-command.mjs'
import { workspaces } from './workspaces.mjs'

const COMMAND = 'apps/server'
/** For whoever compiles or debugs Weft, not for whoever runs it. */
const NOT_TO_RUN = /\.d\.ts(\.map)?$|\.js\.map$|\.tsbuildinfo$|[\\/]dist[\\/]cjs$/

/**
 * Packs the `weft` command, as it was built, in one tarball: our own packages and the editor are inside, the others come from
 * the registry when it is installed. Where those packages are not published, nothing else could be installed by itself.
 *
 * @param {string} destination The folder for the tarball.
 * @returns {string} The tarball's path.
 * @throws {Error} When something is not built, or npm cannot; with its words.
 */
export function packCommand(destination) {
  const staging = join(destination, '.command')
  rmSync(staging, { recursive: true, force: true })
  mkdirSync(staging, { recursive: true })
  try {
    const { manifest, inside } = partsOf()
    for (const folder of ['bin', 'dist', 'deploy', 'admin-page/static'])
      cpSync(inRepository(COMMAND, folder), join(staging, folder), {
        recursive: true,
        filter: runs,
      })
    cpSync(inRepository(COMMAND, 'README.md'), join(staging, 'README.md'))
    cpSync(inRepository('LICENSE'), join(staging, 'LICENSE'))
    const editor = inRepository('apps/editor/dist')
    if (!existsSync(join(editor, 'index.html'))) throw new Error('The editor is not built')
    cpSync(editor, join(staging, 'editor'), { recursive: true })
    for (const each of inside) copyPackage(each, join(staging, 'node_modules', each.manifest.name))
    writeManifest(staging, manifest)
    return join(destination, pack(staging, destination))
  } finally {
    rmSync(staging, { recursive: true, force: true })
  }
}

/** The command's manifest with the needs of our own packages, and those packages. */
function partsOf() {
  const all = workspaces()
  const { manifest } = all.find(({ folder }) => folder === COMMAND)
  const inside = new Map()
  const dependencies = {}
  const add = ({ dependencies: needs = {} }) => {
    for (const [name, range] of Object.entries(needs)) {
      const own = all.find((one) => one.manifest.name === name)
      if (!own) dependencies[name] = range
      else if (!inside.has(name)) {
        inside.set(name, own)
        add(own.manifest)
      }
    }
  }
  add(manifest)
  const { devDependencies: _none, scripts: _neither, ...rest } = manifest
  for (const [name, { manifest: own }] of inside) dependencies[name] = own.version
  return {
    inside: [...inside.values()],
    manifest: {
      ...rest,
      files: ['bin', 'dist', 'deploy', 'admin-page', 'editor'],
      dependencies,
      bundleDependencies: [...inside.keys()],
    },
  }
}

function copyPackage({ folder, manifest }, to) {
  mkdirSync(to, { recursive: true })
  cpSync(inRepository(folder, 'dist'), join(to, 'dist'), { recursive: true, filter: runs })
  const { devDependencies: _none, scripts: _neither, ...rest } = manifest
  writeManifest(to, rest)
}

const writeManifest = (folder, manifest) =>
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`)

const runs = (path) => !NOT_TO_RUN.test(path)

function pack(folder, destination) {
  const { ok, output } = runNpm(
    ['pack', `--pack-destination=${destination}`, '--json', '--loglevel=error'],
    { quiet: true, cwd: folder },
  )
  if (!ok) throw new Error(`npm pack failed:\n${output}`)
  const [{ filename }] = Object.values(JSON.parse(output.slice(output.search(/[[{]/))))
  return basename(filename)
}
