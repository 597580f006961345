import { randomBytes } from 'node:crypto'
import type { Log, TrustedProxies, WeftServer } from '@weft/server'
import type { Catalogue } from '../catalogue/catalogue.ts'
import type { AccessSource } from './access-source.ts'
import type { Access } from './access.ts'
import { applicationAccess } from './application-access.ts'
import { headerAccess } from './header-access.ts'
import { jwtAccess } from './jwt/jwt-access.ts'
import { LINK_ID_BYTES } from './link-name.ts'
import { openAccess } from './open-access.ts'
import { passwordAccess } from './password-access.ts'
import type { SignInFiles } from './sign-in-files.ts'
import { readStoredLink, ViewLinks } from './view-links.ts'
import { webhookAccess } from './webhook/webhook-access.ts'

export interface AccessOptions {
  readonly source: AccessSource
  readonly catalogue: Catalogue
  /** The page that asks for the password; undefined when no pages are served. */
  readonly signIn: SignInFiles | undefined
  /** Whether the editor's pages are served. */
  readonly hasEditor: boolean
  readonly proxies: TrustedProxies
  readonly reauthorize: WeftServer['reauthorize']
  readonly log: Log
}

/** The way in, and the read-only links, which only a password needs: an application gives out tokens to read. */
export async function chooseAccess(
  options: AccessOptions,
): Promise<{ readonly access: Access; readonly links: ViewLinks | undefined }> {
  const { source, catalogue, signIn, reauthorize, log } = options
  if (source.mode !== 'password')
    return { access: withoutPassword(source, options), links: undefined }
  const access = await passwordAccess({
    password: source.password,
    catalogue,
    signIn,
    reauthorize: () => reauthorize(),
    now,
    wallTime: Date.now,
    log,
  })
  const links = new ViewLinks(catalogue.area('view-links', readStoredLink), () =>
    randomBytes(LINK_ID_BYTES).toString('base64url'),
  )
  return { access, links }
}

function withoutPassword(
  source: Exclude<AccessSource, { readonly mode: 'password' }>,
  { hasEditor, proxies, reauthorize }: AccessOptions,
): Access {
  switch (source.mode) {
    case 'open':
      return openAccess(source.toEverybody)
    case 'jwt':
      return jwtAccess({ ...source, hasEditor, wallTime: Date.now })
    case 'webhook':
      return webhookAccess({ ...source, hasEditor, reauthorize, now, wallTime: Date.now })
    case 'header':
      return headerAccess({ ...source, proxies })
    case 'module':
      return applicationAccess({ mode: 'module', hasEditor, authorize: source.authorize })
  }
}

const now = (): number => performance.now()
