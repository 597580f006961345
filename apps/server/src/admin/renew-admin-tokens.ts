import type { Log } from '@weft/server'
import type { AdminConfig } from '../config/config.ts'
import type { AdminTokens } from './admin-tokens.ts'
import { readTokenTexts } from './read-admin-tokens.ts'

/**
 * Reads the tokens again; from then on only these count. If one of the files cannot be used, that is told in the log, and
 * the tokens before stay in force, all of them: a file that somebody spoiled must not shut administrators out.
 */
export function renewAdminTokens(config: AdminConfig, tokens: AdminTokens, log: Log): void {
  try {
    tokens.replace(readTokenTexts(config))
    log({ level: 'info', event: 'admin-tokens-renewed' })
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    log({ level: 'error', event: 'admin-tokens-kept', message })
  }
}
