// `npm run pack`: the public packages as tarballs in ./packs, to be installed together until there is a registry release.
import { mkdirSync, rmSync } from 'node:fs'
import { build } from './build.mjs'
import { inRepository } from './repository.mjs'
import { runNpm } from './run-command.mjs'
import { publicPackages } from './workspaces.mjs'

const packages = publicPackages()
const packs = inRepository('packs')
rmSync(packs, { recursive: true, force: true })
mkdirSync(packs)

if (!build(packages.map(({ manifest }) => manifest.name))) process.exit(1)
const selection = packages.map(({ folder }) => `--workspace=${folder}`)
const { ok, output } = runNpm(['pack', ...selection, `--pack-destination=${packs}`, '--silent'], {
  quiet: true,
})
console.log(ok ? output.trim().replaceAll(/^/gm, 'packs/') : output)
process.exitCode = ok ? 0 : 1
