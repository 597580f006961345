// `npm run pack`: tarballs in ./packs, until there is a registry release: the public packages, to be installed together, and
// the `weft` command, which is installed by itself.
import { rmSync } from 'node:fs'
import { relative } from 'node:path'
import { build } from './build.mjs'
import { install } from './install.mjs'
import { requireNode } from './node-version.mjs'
import { packPackages } from './pack-packages.mjs'
import { inRepository, repositoryRoot } from './repository.mjs'
import { publicPackages } from './workspaces.mjs'

requireNode()
if (!install({ withDevelopment: true })) process.exit(1)

// Only now: it needs a package that has just been installed.
const { packCommand } = await import('./pack-command.mjs')

const built = publicPackages().map(({ manifest }) => manifest.name)
if (!build([...built, 'weft', '@weft/editor'])) process.exit(1)
const packs = inRepository('packs')
rmSync(packs, { recursive: true, force: true })
for (const { tarball } of packPackages(packs)) console.log(relative(repositoryRoot, tarball))
console.log(relative(repositoryRoot, await packCommand(packs)))
