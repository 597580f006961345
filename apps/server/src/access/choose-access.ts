import { randomBytes } from 'node:crypto'
import type { WeftServer } from '@weft/server'
import type { Catalogue } from '../catalogue/catalogue.ts'
import type { Access } from './access.ts'
import { LINK_ID_BYTES } from './link-name.ts'
import { openAccess } from './open-access.ts'
import { passwordAccess } from './password-access.ts'
import type { SignInFiles } from './sign-in-files.ts'
import { readStoredLink, ViewLinks } from './view-links.ts'

export interface AccessOptions {
  /** Undefined: nobody is asked who they are. */
  readonly password: string | undefined
  /** In open mode: whether also those are answered who may not be at this machine. */
  readonly insecureOpen: boolean
  readonly catalogue: Catalogue
  /** The page that asks for the password; undefined when no pages are served. */
  readonly signIn: SignInFiles | undefined
  readonly reauthorize: WeftServer['reauthorize']
}

/** The way in, and the read-only links, of which there are none where everybody may write. */
export async function chooseAccess(
  options: AccessOptions,
): Promise<{ readonly access: Access; readonly links: ViewLinks | undefined }> {
  const { password, insecureOpen, catalogue, signIn, reauthorize } = options
  if (password === undefined) return { access: openAccess(insecureOpen), links: undefined }
  const access = await passwordAccess({
    password,
    catalogue,
    signIn,
    reauthorize: () => reauthorize(),
    now: () => performance.now(),
    wallTime: Date.now,
  })
  const links = new ViewLinks(catalogue.area('view-links', readStoredLink), () =>
    randomBytes(LINK_ID_BYTES).toString('base64url'),
  )
  return { access, links }
}
