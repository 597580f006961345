import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Podman with images and containers of its own, which are gone afterwards. */
export class Podman {
  #folder = mkdtempSync(join(tmpdir(), 'weft-image-'))
  #global

  constructor() {
    this.#global = ['--root', join(this.#folder, 'store'), '--runroot', join(this.#folder, 'run')]
    // The other one, crun, starts nothing where control groups are of both versions.
    if (spawnSync('runc', ['--version']).status === 0) this.#global.push('--runtime', 'runc')
  }

  /** A place for files that go with it. */
  get folder() {
    return this.#folder
  }

  /** What it prints. @throws {Error} With its words, when it fails. */
  run(...args) {
    const { status, output } = this.attempt(...args)
    if (status !== 0) throw new Error(`podman ${args.join(' ')} failed:\n${output}`)
    return output.trim()
  }

  /** The same, for what may fail. */
  attempt(...args) {
    const { status, stdout, stderr, error } = spawnSync('podman', [...this.#global, ...args], {
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    })
    if (error) throw error
    return { status, output: status === 0 ? stdout : stdout + stderr }
  }

  [Symbol.dispose]() {
    this.attempt('rm', '--all', '--force')
    this.attempt('rmi', '--all', '--force')
    this.attempt('volume', 'prune', '--force')
    // Podman leaves it mounted, for its next command.
    spawnSync('umount', [join(this.#folder, 'store', 'overlay')])
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
