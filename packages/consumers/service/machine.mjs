import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { until } from '../checks.mjs'
import { debian } from '../debian.mjs'
import { nodeFromRegistry } from '../from-registry.mjs'

/** A small Debian with systemd as its first process, in systemd-nspawn; it shares this machine's network. */
export class Machine {
  #folder = mkdtempSync(join(tmpdir(), 'weft-machine-'))
  #root = join(this.#folder, 'root')
  #nspawn
  #leader

  /** Installs Debian, Node, and the command as the unit's first lines have it. */
  install(tarball) {
    debian(this.#root, ['systemd', 'systemd-sysv', 'dbus', 'libstdc++6'])
    const node = join(this.#folder, 'node')
    nodeFromRegistry(node)
    copyFileSync(join(node, 'bin/node'), join(this.#root, 'usr/bin/node'))
    execFileSync(
      'npm',
      ['install', '--global', '--prefix', join(this.#root, 'usr/local'), '--no-audit', tarball],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    )
    const deploy = 'usr/local/lib/node_modules/weft/deploy/weft.service'
    this.write('/etc/systemd/system/weft.service', readFileSync(join(this.#root, deploy)))
  }

  /** Writes a file there. */
  write(path, content, mode = 0o644) {
    const file = join(this.#root, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content, { mode })
  }

  /** Lets a group read a file there. */
  own(path, group) {
    const file = join(this.#root, path)
    chownSync(file, 0, group)
    chmodSync(file, 0o640)
  }

  async boot() {
    const args = ['--quiet', '--directory', this.#root, '--register=no', '--keep-unit', '--boot']
    this.#nspawn = spawn('systemd-nspawn', args, { stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [this.#nspawn.stdout, this.#nspawn.stderr])
      stream.setEncoding('utf8').on('data', (text) => (output += text))
    await until(
      () => this.#isUp(),
      () => `systemd does not come up:\n${output}`,
    )
  }

  #isUp() {
    if (this.#nspawn.exitCode !== null) throw new Error('systemd-nspawn ended')
    const { pid } = this.#nspawn
    this.#leader = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ')[0]
    const { output } = this.attempt('systemctl', 'is-system-running')
    return this.#leader !== '' && /^(running|degraded)/.test(output)
  }

  /** What a command prints there. @throws {Error} With its words, when it fails. */
  run(...command) {
    const { status, output } = this.attempt(...command)
    if (status !== 0)
      throw new Error(`${command.join(' ')} failed:\n${output}\n${this.journal('weft')}`)
    return output.trim()
  }

  /** The same, for what may fail. */
  attempt(...command) {
    const { status, stdout, stderr } = spawnSync(
      'nsenter',
      ['--all', '--target', this.#leader, ...command],
      { encoding: 'utf8', env: { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin' } },
    )
    return { status, output: stdout + stderr }
  }

  journal(unit) {
    return this.attempt('journalctl', '--no-pager', '--output=cat', `--unit=${unit}`).output
  }

  /** What systemd knows of a unit, e.g. `Result`. */
  show(unit, property) {
    return this.run('systemctl', 'show', '--value', `--property=${property}`, unit)
  }

  async [Symbol.asyncDispose]() {
    if (this.#nspawn && this.#nspawn.exitCode === null) {
      const ended = once(this.#nspawn, 'exit')
      this.attempt('systemctl', 'poweroff')
      await ended
    }
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
