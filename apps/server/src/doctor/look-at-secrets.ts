import { stat } from 'node:fs/promises'
import type { SettingName } from '../config/settings.ts'
import { note, type Finding } from './finding.ts'

/** Settings that name a file with a secret in it. */
const SECRETS = [
  'password-file',
  'jwt-secret-file',
  'authorize-secret-file',
  'admin-token-file',
  'metrics-token-file',
  'tls-key',
] as const satisfies readonly SettingName[]

/** Rights of those who are neither the owner nor of the owner's group, who may be there to read along. */
const FOR_OTHERS = 0o004

/**
 * Secrets that everybody on this machine can read. In a container there is nobody else, so it is told and not called wrong.
 *
 * @param values What is set, with absolute paths.
 */
export async function lookAtSecrets(
  values: Readonly<Partial<Record<(typeof SECRETS)[number], string | undefined>>>,
): Promise<readonly Finding[]> {
  if (process.platform === 'win32') return []
  const findings = await Promise.all(
    SECRETS.map(async (name) => {
      const path = values[name]
      // One that is not there is told at the start.
      const found = path === undefined ? undefined : await stat(path).catch(() => undefined)
      return found && (found.mode & FOR_OTHERS) !== 0
        ? [note('secrets', `everybody on this machine can read "${path}" (${name}): chmod o= it`)]
        : []
    }),
  )
  return findings.flat()
}
