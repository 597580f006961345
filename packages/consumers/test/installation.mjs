import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { packPackages } from '../../tooling/pack-packages.mjs'
import { npmEnvironment, runNpm } from '../npm.mjs'
import { startRegistry } from '../registry.mjs'

const here = dirname(dirname(fileURLToPath(import.meta.url)))

/** What the projects need besides the packages. */
const APPLICATION_NEEDS = ['@types/node', '@types/react', 'react', 'react-dom', 'ws']

/**
 * Installs the public packages from their tarballs. React is 18, as in this workspace, while the others use 19.
 *
 * @returns {Promise<{ folder: string, remove: () => void }>} Where, with the projects of this workspace beside them.
 */
export async function install() {
  const folder = mkdtempSync(join(tmpdir(), 'weft-consumer-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  const registry = await startRegistry()
  try {
    const ours = packPackages(join(folder, 'packs'))
    const { devDependencies } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'))
    const theirs = APPLICATION_NEEDS.map((name) => `${name}@${devDependencies[name]}`)
    writeFileSync(join(folder, 'package.json'), '{ "private": true }')
    const specs = [...ours.map(({ tarball }) => tarball), ...theirs]
    const env = npmEnvironment(registry, join(folder, '.npm'))
    await runNpm(['install', ...specs], { cwd: folder, env })
    cpSync(join(here, 'projects'), folder, { recursive: true })
    return { folder, remove }
  } catch (error) {
    remove()
    throw error
  } finally {
    registry.close()
  }
}
