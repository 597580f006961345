import { spawnSync } from 'node:child_process'

/** Debian packages that are called otherwise than their program. */
const packages = new Map([['systemd-nspawn', 'systemd-container']])

/** @throws {Error} When a program is missing, with the remedy, or when we are not root. */
export function requirePrograms(...programs) {
  const missing = programs.filter((name) => spawnSync(name, ['--version']).error !== undefined)
  if (missing.length > 0) {
    const names = missing.map((name) => packages.get(name) ?? name).join(' ')
    throw new Error(
      `This needs ${missing.join(', ')}: apt-get install -y --no-install-recommends ${names}`,
    )
  }
  if (process.getuid?.() !== 0)
    throw new Error('This has to be run as root: it makes file systems and mounts them.')
}
