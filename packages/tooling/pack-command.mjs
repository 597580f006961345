import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { bundleCommand } from './bundle-command.mjs'
import { inRepository } from './repository.mjs'
import { runNpm } from './run-command.mjs'
import { workspaces } from './workspaces.mjs'

const COMMAND = 'apps/server'

/**
 * Packs the `weft` command, as it was built, in one tarball: our own packages and the editor are inside, the others come from
 * the registry when it is installed. Where those packages are not published, nothing else could be installed by itself.
 *
 * @param {string} destination The folder for the tarball.
 * @returns {Promise<string>} The tarball's path.
 * @throws {Error} When something is not built, or npm cannot; with its words.
 */
export async function packCommand(destination) {
  const staging = join(destination, '.command')
  rmSync(staging, { recursive: true, force: true })
  mkdirSync(staging, { recursive: true })
  try {
    for (const folder of ['bin', 'deploy', 'admin-page/static'])
      cpSync(inRepository(COMMAND, folder), join(staging, folder), { recursive: true })
    await bundleCommand(join(staging, 'dist'))
    cpSync(inRepository(COMMAND, 'README.md'), join(staging, 'README.md'))
    cpSync(inRepository('LICENSE'), join(staging, 'LICENSE'))
    const editor = inRepository('apps/editor/dist')
    if (!existsSync(join(editor, 'index.html'))) throw new Error('The editor is not built')
    cpSync(editor, join(staging, 'editor'), { recursive: true })
    const manifest = `${JSON.stringify(manifestOf(), undefined, 2)}\n`
    writeFileSync(join(staging, 'package.json'), manifest)
    return join(destination, pack(staging, destination))
  } finally {
    rmSync(staging, { recursive: true, force: true })
  }
}

/** The command's manifest with what our own packages need in their place. */
function manifestOf() {
  const all = workspaces()
  const { manifest } = all.find(({ folder }) => folder === COMMAND)
  const dependencies = {}
  const add = ({ dependencies: needs = {} }) => {
    for (const [name, range] of Object.entries(needs)) {
      const own = all.find((one) => one.manifest.name === name)
      if (own) add(own.manifest)
      else dependencies[name] = range
    }
  }
  add(manifest)
  const { devDependencies: _none, scripts: _neither, ...rest } = manifest
  return { ...rest, files: ['bin', 'dist', 'deploy', 'admin-page', 'editor'], dependencies }
}

function pack(folder, destination) {
  const { ok, output, answer } = runNpm(
    ['pack', `--pack-destination=${destination}`, '--json', '--loglevel=error'],
    { quiet: true, cwd: folder },
  )
  if (!ok) throw new Error(`npm pack failed:\n${output}`)
  const [{ filename }] = Object.values(JSON.parse(answer.slice(answer.search(/[[{]/))))
  return basename(filename)
}
