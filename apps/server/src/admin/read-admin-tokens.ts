import { readSecret } from '../access/read-secret.ts'
import type { AdminConfig } from '../config/config.ts'
import { AdminTokens, type AdminTokenTexts } from './admin-tokens.ts'

const MIN_TOKEN_LENGTH = 16

/** @throws {StartProblem} When a file has no token, or both have the same. */
export const readAdminTokens = (config: AdminConfig): AdminTokens =>
  new AdminTokens(readTokenTexts(config), () => performance.now())

/** @throws {StartProblem} When a file has no token. */
export function readTokenTexts({ tokenFile, metricsTokenFile }: AdminConfig): AdminTokenTexts {
  const read = (file: string | undefined, name: string): string | undefined =>
    file === undefined ? undefined : readSecret(file, { name, minLength: MIN_TOKEN_LENGTH })
  return {
    admin: read(tokenFile, 'the admin token'),
    metrics: read(metricsTokenFile, 'the token for metrics'),
  }
}
