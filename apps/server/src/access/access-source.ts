import type { Authorize } from '@weft/server'
import type { AccessConfig, JwtConfig } from '../config/access-config.ts'
import { loadAuthorizeModule } from './authorize-module.ts'
import { keysAt } from './jwt/fetch-keys.ts'
import { readPublicKeyFile, readSecretFile, secretIn } from './jwt/read-key-file.ts'
import type { SigningKeys } from './jwt/signing-keys.ts'
import type { TokenRules } from './jwt/verify-token.ts'
import { readPassword } from './read-password.ts'

/** The way in, with all that its files hold. */
export type AccessSource =
  | { readonly mode: 'open'; readonly toEverybody: boolean }
  | { readonly mode: 'password'; readonly password: string }
  | {
      readonly mode: 'jwt'
      readonly rules: TokenRules
      readonly claim: string
      readonly cookie: string | undefined
    }
  | {
      readonly mode: 'webhook'
      readonly url: URL
      readonly secret: string
      readonly timeoutMs: number
      readonly cacheMs: number
      readonly recheckMs: number
      readonly headers: readonly string[]
      readonly cookie: string | undefined
    }
  | { readonly mode: 'module'; readonly authorize: Authorize }
  | { readonly mode: 'header'; readonly header: string }

/**
 * Reads what the way in needs.
 *
 * @throws {StartProblem} When a file is not there, or is not what it must be.
 */
export async function readAccess(config: AccessConfig): Promise<AccessSource> {
  switch (config.mode) {
    case 'open':
    case 'header':
      return config
    case 'password':
      return { mode: 'password', password: readPassword(config.file) }
    case 'jwt':
      return { ...config, rules: { ...config, keys: keysFrom(config.keys) } }
    case 'webhook': {
      const secret = secretIn(config.secretFile, 'the secret that signs questions')
      return { ...config, secret }
    }
    case 'module':
      return { mode: 'module', authorize: await loadAuthorizeModule(config.file) }
  }
}

function keysFrom(keys: JwtConfig['keys']): SigningKeys {
  switch (keys.in) {
    case 'secret-file':
      return readSecretFile(keys.file)
    case 'key-file':
      return readPublicKeyFile(keys.file)
    case 'url':
      return keysAt(keys.url)
  }
}
