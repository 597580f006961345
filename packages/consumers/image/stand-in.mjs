import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fromRegistry, nodeFromRegistry } from '../from-registry.mjs'
import { debian } from '../debian.mjs'

/** As Docker's own image of Node has them: the program, npm, and a user for what is run. */
const CONTAINERFILE = `FROM scratch
ADD base.tar /
COPY node/bin/node /usr/local/bin/node
COPY npm /usr/local/lib/node_modules/npm
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm \\
  && echo node:x:1000: >> /etc/group \\
  && echo node:x:1000:1000::/home/node:/bin/sh >> /etc/passwd \\
  && install -d -o 1000 -g 1000 /home/node
`

/**
 * Builds what can stand for Docker's image of Node where that cannot be fetched: Debian's own packages, and Node and npm from
 * the npm registry.
 *
 * @param {import('./podman.mjs').Podman} podman
 * @returns {string} The image's name.
 */
export function buildStandIn(podman) {
  const context = join(podman.folder, 'base')
  mkdirSync(context)
  debian(join(context, 'base.tar'), ['libstdc++6'])
  nodeFromRegistry(join(context, 'node'))
  fromRegistry('npm@10', join(context, 'npm'))
  writeFileSync(join(context, 'Containerfile'), CONTAINERFILE)
  podman.run('build', '--network=host', '--tag=localhost/node-stand-in', context)
  return 'localhost/node-stand-in'
}
