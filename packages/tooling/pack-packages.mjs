import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { runNpm } from './run-command.mjs'
import { publicPackages } from './workspaces.mjs'

/**
 * Packs the public packages, as they were built, as the registry would get them.
 *
 * @param {string} destination The folder for the tarballs.
 * @returns {{ name: string, folder: string, tarball: string }[]} The package's name, its folder below the top, and the
 *   tarball's path.
 * @throws {Error} When npm cannot; with its words.
 */
export function packPackages(destination) {
  mkdirSync(destination, { recursive: true })
  const packages = publicPackages()
  const { ok, output, answer } = runNpm(
    [
      'pack',
      ...packages.map(({ folder }) => `--workspace=${folder}`),
      `--pack-destination=${destination}`,
      '--json',
      '--loglevel=error',
    ],
    { quiet: true },
  )
  if (!ok) throw new Error(`npm pack failed:\n${output}`)
  const packed = Object.values(JSON.parse(answer.slice(answer.search(/[[{]/))))
  return packages.map(({ folder, manifest: { name } }) => {
    const { filename } = packed.find((one) => one.name === name)
    return { name, folder, tarball: join(destination, filename) }
  })
}
