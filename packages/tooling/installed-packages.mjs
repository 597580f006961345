import { existsSync, readFileSync } from 'node:fs'

/**
 * Whether node_modules holds what the lockfile asks for. npm writes its own record when an install has succeeded, so
 * one that broke off does not count; more than is asked for does no harm.
 *
 * @param {string} lockfile Path of package-lock.json.
 * @param {string} record Path of node_modules/.package-lock.json.
 * @param {{ withDevelopment: boolean }} what
 */
export function isInstalled(lockfile, record, what) {
  if (!existsSync(record)) return false
  const wanted = JSON.parse(readFileSync(lockfile, 'utf8')).packages
  const present = JSON.parse(readFileSync(record, 'utf8')).packages
  return missingPackages(wanted, present, what).length === 0
}

/**
 * @typedef {{ version?: string, link?: boolean, dev?: boolean, devOptional?: boolean, optional?: boolean,
 *   os?: string[], cpu?: string[], libc?: string[] }} LockedPackage
 *
 * @param {Record<string, LockedPackage>} wanted The lockfile's packages, by path.
 * @param {Record<string, LockedPackage>} present What npm has installed, by path.
 * @param {{ withDevelopment: boolean }} what
 * @returns {string[]} The paths that are missing or have another version.
 */
export function missingPackages(wanted, present, { withDevelopment }) {
  return Object.entries(wanted)
    .filter(([path, locked]) => {
      if (!path.includes('node_modules/')) return false
      if (!withDevelopment && (locked.dev || locked.devOptional)) return false
      // npm leaves out what is for other machines, and optional packages that failed to build.
      if (locked.optional && !isForThisMachine(locked)) return false
      const installed = present[path]
      return !installed || installed.version !== locked.version
    })
    .map(([path]) => path)
}

/** @param {LockedPackage} locked */
function isForThisMachine({ os, cpu, libc }) {
  if (!os || !cpu) return false
  if (!os.includes(process.platform) || !cpu.includes(process.arch)) return false
  return !libc || libc.includes(isGlibc() ? 'glibc' : 'musl')
}

function isGlibc() {
  const report = process.report?.getReport()
  return typeof report === 'object' && 'glibcVersionRuntime' in report.header
}
