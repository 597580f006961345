import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { packPackages } from '../../tooling/pack-packages.mjs'
import { inRepository } from '../../tooling/repository.mjs'
import { runNpm } from '../../tooling/run-command.mjs'

const here = dirname(dirname(fileURLToPath(import.meta.url)))

/** What the projects need besides the packages. */
const APPLICATION_NEEDS = ['@types/node', '@types/react', 'react', 'react-dom', 'ws']

/**
 * Installs the public packages from their tarballs. What they depend on comes from the packages that are installed here:
 * it takes no network, and the versions are those of the lockfile. React is 18, while the workspaces use 19.
 *
 * @returns {{ folder: string, remove: () => void }} Where, with the projects of this workspace beside them.
 */
export function install() {
  const folder = mkdtempSync(join(tmpdir(), 'weft-consumer-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  try {
    const ours = packPackages(join(folder, 'packs'))
    const names = [
      ...APPLICATION_NEEDS,
      ...ours.flatMap(({ folder }) => needs(inRepository(folder))),
    ]
    const theirs = closure(names.filter((name) => !ours.some((one) => one.name === name)))
    const dependencies = {
      ...Object.fromEntries(ours.map(({ name, tarball }) => [name, `file:${tarball}`])),
      ...Object.fromEntries([...theirs].map(([name, from]) => [name, `file:${from}`])),
    }
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }))
    // `install-links` copies the folders as a registry's tarballs would be, instead of linking back to here.
    const options = ['--offline', '--install-links', '--ignore-scripts', '--no-audit', '--no-fund']
    const { ok, output } = runNpm(
      ['install', ...options, '--no-package-lock', '--loglevel=error'],
      {
        quiet: true,
        cwd: folder,
      },
    )
    if (!ok) throw new Error(`npm install failed:\n${output}`)
    cpSync(join(here, 'projects'), folder, { recursive: true })
    return { folder, remove }
  } catch (error) {
    remove()
    throw error
  }
}

/** The packages and all that they depend on, with the folder that each is in. */
function closure(names) {
  const found = new Map()
  const visit = (name, from) => {
    if (found.has(name)) return
    const folder = findPackage(name, from)
    found.set(name, folder)
    for (const needed of needs(folder)) visit(needed, folder)
  }
  for (const name of names) visit(name, here)
  return found
}

function needs(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const { dependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} } = manifest
  const peers = Object.keys(peerDependencies).filter(
    (name) => !peerDependenciesMeta[name]?.optional,
  )
  return [...Object.keys(dependencies), ...peers]
}

function findPackage(name, from) {
  for (let folder = from; folder !== dirname(folder); folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name)
    if (existsSync(candidate)) return candidate
  }
  throw new Error(`Cannot find the package "${name}" from "${from}": run npm ci`)
}
