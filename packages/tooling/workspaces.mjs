import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { inRepository } from './repository.mjs'

/**
 * Every workspace: its folder below the top, and its package.json.
 *
 * @returns {{ folder: string, manifest: { name: string, private?: boolean } }[]}
 */
export function workspaces() {
  const folders = ['packages', 'apps'].flatMap((parent) =>
    readdirSync(inRepository(parent)).map((name) => `${parent}/${name}`),
  )
  return [...folders, 'e2e']
    .filter((folder) => existsSync(inRepository(folder, 'package.json')))
    .map((folder) => ({
      folder,
      manifest: JSON.parse(readFileSync(inRepository(folder, 'package.json'), 'utf8')),
    }))
}

/** The workspaces that people install. */
export const publicPackages = () => workspaces().filter(({ manifest }) => !manifest.private)
