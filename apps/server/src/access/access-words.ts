import { isLoopback } from '@weft/server'
import type { AccessConfig } from '../config/access-config.ts'
import type { TlsFiles } from '../tls/read-certificate.ts'

/** What whoever starts the server should know of who is let in. */
export function accessWords({
  access,
  host,
  tls,
}: {
  readonly access: AccessConfig
  readonly host: string
  readonly tls: TlsFiles | undefined
}): readonly string[] {
  const words = wordsOf(access)
  if (access.mode === 'open' || isLoopback(host) || tls) return words
  return [
    ...words,
    'Put a proxy with TLS in front of it, or use --tls-cert: over plain http others can read along.',
  ]
}

function wordsOf(access: AccessConfig): readonly string[] {
  switch (access.mode) {
    case 'open':
      return access.toEverybody
        ? [
            'WARNING: nobody is asked who they are (--insecure-open).',
            'Whoever reaches this server can read and change them all.',
          ]
        : []
    case 'password':
      return ['Whoever knows the password can read and change them all.']
    case 'jwt':
      return ['Whoever has a token of your application can do what stands in it.']
    case 'webhook':
      return [`The application at ${access.url.host} is asked who may come in.`]
    case 'header':
      return [`Whoever comes through the proxy is who it says in ${access.header}.`]
    case 'module':
      return [`${access.file} is asked who may come in.`]
  }
}
