import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { createServer } from 'node:http'
import { basename, dirname, join } from 'node:path'
import { inRepository } from '../tooling/repository.mjs'
import { workspaces } from '../tooling/workspaces.mjs'

/**
 * An npm registry on this machine that has what is installed in the repository, in the versions of its lockfile, and nothing
 * else. So a test installs as people do, and neither waits for a network nor gets what came out this morning.
 *
 * @returns {Promise<{ url: string, close: () => void }>}
 */
export async function startRegistry() {
  const folders = [inRepository(), ...workspaces().map(({ folder }) => inRepository(folder))]
  const packages = new Map()
  for (const folder of folders) collect(join(folder, 'node_modules'), packages)
  const server = createServer((request, response) => {
    const [name = '', version] = decodeURIComponent(request.url.slice(1)).split('/-/')
    const versions = packages.get(name)
    if (!versions) response.writeHead(404).end('{}')
    else if (version) sendTarball(versions.get(version).folder, response)
    else response.end(JSON.stringify(packument(name, versions, url)))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const url = `http://127.0.0.1:${server.address().port}/`
  const close = () => {
    server.close()
    server.closeAllConnections()
  }
  return { url, close }
}

/** Notes every package in a folder of packages, and in theirs: its folder and manifest by name and version. */
function collect(folder, packages) {
  if (!existsSync(folder)) return
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.name.startsWith('@')) collect(path, packages)
    // A link leads to a workspace, which people install from its tarball.
    if (!entry.isDirectory() || !existsSync(join(path, 'package.json'))) continue
    const manifest = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'))
    const versions = packages.get(manifest.name) ?? new Map()
    packages.set(manifest.name, versions.set(manifest.version, { folder: path, manifest }))
    collect(join(path, 'node_modules'), packages)
  }
}

function packument(name, versions, url) {
  const described = [...versions].map(([version, { manifest }]) => [
    version,
    { ...manifest, dist: { tarball: `${url}${name}/-/${version}` } },
  ])
  return {
    name,
    'dist-tags': { latest: versions.keys().next().value },
    versions: Object.fromEntries(described),
  }
}

/** npm takes whatever is the one folder at the top of a tarball. */
function sendTarball(folder, response) {
  const inside = ['-C', dirname(folder), '--exclude=node_modules', basename(folder)]
  spawn('tar', ['-czf', '-', ...inside], { stdio: ['ignore', 'pipe', 'inherit'] }).stdout.pipe(
    response,
  )
}
