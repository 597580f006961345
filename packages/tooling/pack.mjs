// `npm run pack`: the public packages as tarballs in ./packs, to be installed together until there is a registry release.
import { rmSync } from 'node:fs'
import { relative } from 'node:path'
import { build } from './build.mjs'
import { packPackages } from './pack-packages.mjs'
import { inRepository, repositoryRoot } from './repository.mjs'
import { publicPackages } from './workspaces.mjs'

if (!build(publicPackages().map(({ manifest }) => manifest.name))) process.exit(1)
const packs = inRepository('packs')
rmSync(packs, { recursive: true, force: true })
for (const { tarball } of packPackages(packs)) console.log(relative(repositoryRoot, tarball))
