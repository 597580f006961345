import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'

/** The major version of Node that the image is made with. */
const NODE_MAJOR = 22

/** Unpacks a package of the npm registry into a folder. */
export function fromRegistry(spec, folder) {
  mkdirSync(folder, { recursive: true })
  const inFolder = { cwd: folder, encoding: 'utf8' }
  const tarball = execFileSync('npm', ['pack', '--silent', spec], inFolder).trim()
  execFileSync('tar', ['xzf', tarball, '--strip-components=1'], inFolder)
  execFileSync('rm', [tarball], inFolder)
}

/** Node itself, as its makers build it: `bin/node` in the folder. */
export function nodeFromRegistry(folder) {
  const architecture = process.arch === 'x64' ? 'x64' : 'arm64'
  fromRegistry(`node-linux-${architecture}@${NODE_MAJOR}`, folder)
}
