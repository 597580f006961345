// `npm run image`: builds the image from its Dockerfile with podman, as root, runs it with nothing writable but its volume,
// and looks at what operators are promised. With --stand-in the base is made here, of Debian's packages and the npm
// registry's Node, for where Docker's registry cannot be reached.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from '../../tooling/build.mjs'
import { packCommand } from '../../tooling/pack-command.mjs'
import { inRepository } from '../../tooling/repository.mjs'
import { expect, say, until } from '../checks.mjs'
import { requirePrograms } from '../programs.mjs'
import { Podman } from './podman.mjs'
import { buildStandIn } from './stand-in.mjs'

const PASSWORD = 'correct horse battery staple'
const DOCKERFILE = inRepository('apps/server/deploy/Dockerfile')
const MIB = 1024 * 1024

const hasStandIn = process.argv.includes('--stand-in')
requirePrograms('podman', ...(hasStandIn ? ['mmdebstrap'] : []))
if (!build(['weft', '@weft/editor', '@weft/provider', '@weft/testkit'])) process.exit(1)
// Only now they can be imported.
const { freePort } = await import('@weft/testkit')
const { read, write } = await import('../people.mjs')

const podman = new Podman()
try {
  await buildImage()
  lookAtImage()
  await runImage()
} finally {
  podman[Symbol.dispose]()
}

async function buildImage() {
  const packs = join(podman.folder, 'packs')
  mkdirSync(packs)
  await packCommand(packs)
  const base = hasStandIn ? buildStandIn(podman) : undefined
  const args = base === undefined ? [] : ['--build-arg', `NODE_IMAGE=${base}`]
  podman.run(
    ...['build', '--format=docker', '--network=host', '--tag=weft', '--file', DOCKERFILE],
    ...[...args, ...ownCertificates(), packs],
  )
  const sizeOf = (name) => Number(podman.run('image', 'inspect', name, '--format={{.Size}}'))
  const from = base ?? 'docker.io/library/node:22-bookworm-slim'
  const [added, all] = [sizeOf('weft') - sizeOf(from), sizeOf('weft')].map((size) => size / MIB)
  say(`built from ${from}: ${all.toFixed(0)} MiB, of which it adds ${added.toFixed(1)} MiB`)
}

/** Where a company's own authority signs what npm fetches, this machine knows it, and npm inside has to. */
function ownCertificates() {
  const { NODE_EXTRA_CA_CERTS: file } = process.env
  if (!file) return []
  const npmrc = join(podman.folder, 'npmrc')
  writeFileSync(npmrc, 'cafile=/run/authorities.pem\n')
  const inside = [`${npmrc}:/usr/local/etc/npmrc:ro`, `${file}:/run/authorities.pem:ro`]
  return inside.flatMap((volume) => ['--volume', volume])
}

function lookAtImage() {
  const [{ Config: config, Healthcheck: health }] = JSON.parse(
    podman.run('image', 'inspect', 'weft'),
  )
  expect('runs as', config.User, 'node')
  expect('is stopped by', config.StopSignal, 'SIGTERM')
  expect('has its health looked at by', health?.Test?.join(' '), 'CMD weft health')
  expect('has a licence', config.Labels?.['org.opencontainers.image.licenses'], 'MIT')
}

async function runImage() {
  const port = await freePort()
  const secret = join(podman.folder, 'password')
  writeFileSync(secret, `${PASSWORD}\n`, { mode: 0o644 })
  podman.run(
    ...['run', '--detach', '--name=weft', '--network=host', '--read-only', '--cap-drop=all'],
    ...['--read-only-tmpfs=false', '--security-opt=no-new-privileges', '--volume=documents:/data'],
    // Podman would ask for more than everybody may have.
    ...['--ulimit=nofile=4096:4096', '--ulimit=nproc=1024:1024'],
    ...[`--volume=${secret}:/run/secrets/password:ro`, `--env=WEFT_PORT=${port}`],
    ...['--env=WEFT_PASSWORD_FILE=/run/secrets/password', '--env=WEFT_EDITOR=1', 'weft'],
  )
  await healthy()
  say('is healthy with a read-only root and no capabilities')
  for (const folder of ['/', '/tmp', '/opt/weft', '/home/node']) {
    const { status } = podman.attempt('exec', 'weft', 'touch', `${folder}/written`)
    expect(`can write to ${folder}`, status !== 0 ? 'no' : 'yes', 'no')
  }
  await write(`ws://127.0.0.1:${port}`, PASSWORD, 'kept')
  expect('knows its documents', inside('weft', 'documents').includes(' notes'), true)
  expect('finds no damage', inside('weft', 'check').length > 0, true)
  podman.run('stop', '--time=60', 'weft')
  expect('stops with', podman.run('inspect', 'weft', '--format={{.State.ExitCode}}'), '0')
  podman.run('start', 'weft')
  await healthy()
  expect('still has the document', await read(`ws://127.0.0.1:${port}`, PASSWORD), 'kept')
  podman.run('stop', '--time=60', 'weft')
  console.log('The image is as it should be.')
}

function inside(...command) {
  return podman.run('exec', 'weft', ...command)
}

function healthy() {
  return until(
    () => podman.attempt('healthcheck', 'run', 'weft').status === 0,
    () => `It does not get healthy:\n${podman.attempt('logs', 'weft').output}`,
  )
}
