import {
  createOriginCheck,
  createTrustedProxies,
  PROXY_HEADERS,
  type AllowedOrigins,
} from '@weft/server'
import { ValueProblem, type Kind } from '../kind.ts'
import { choice, list, number, path, text } from '../kinds.ts'
import { optional, setting } from '../setting.ts'

const atRoot = text('<path>', 'a path such as /weft/, of letters, digits, and - . _ ~')
const prefix: Kind<string> = {
  ...atRoot,
  fromTexts: (texts, place) => prefixOf(atRoot.fromTexts(texts, place)),
  fromFile: (value, place) => prefixOf(atRoot.fromFile(value, place)),
}

/** With a slash at both ends; names of our own would make addresses that mean two things. */
function prefixOf(given: string | undefined): string | undefined {
  const names = given?.replace(/^\/|\/$/g, '')
  if (names === undefined) return undefined
  if (names === '') return '/'
  const areFit = names.split('/').every((name) => /^(?!\.{1,2}$)[\w.~-]+$/.test(name))
  return areFit && !/(^|\/)_weft(\/|$)/.test(names) ? `/${names}/` : undefined
}

/** Where the server is reached, and from where. */
export const listening = {
  port: setting(number('<number>', { from: 0, to: 65_535 }), {
    about: 'port to listen on, 0 for a free one',
    fallback: 1234,
    example: '8080',
  }),
  host: setting(text('<address>', 'an address of this machine, or a name for one'), {
    about: 'address to listen on; all of this machine’s with 0.0.0.0 or ::',
    fallback: '127.0.0.1',
    example: '0.0.0.0',
  }),
  'path-prefix': setting(prefix, {
    about: 'what the path of every page, document and request begins with',
    fallback: '/',
    example: '/weft/',
  }),
  'tls-cert': optional(path('<file>'), {
    about:
      'answer by https and wss with the certificate in this file, PEM, its chain behind it; read again on SIGHUP',
    example: '/etc/weft/fullchain.pem',
  }),
  'tls-key': optional(path('<file>'), {
    about: 'the private key of that certificate, PEM, not encrypted',
    example: '/etc/weft/privkey.pem',
  }),
  'allow-origin': setting(
    list<AllowedOrigins>(
      '<origins...>',
      'origins such as https://app.example.org, or *',
      origins,
      (value) => value,
    ),
    {
      about:
        'web pages that may connect besides those of this host, e.g. https://app.example.org; * for all',
      fallback: [],
      fallbackWords: 'pages of this host only',
      example: 'https://app.example.org',
    },
  ),
  'trusted-proxy': setting(
    list<readonly string[]>(
      '<addresses...>',
      'addresses, networks such as 10.1.0.0/16, loopback or private',
      proxies,
      (value) => value,
    ),
    {
      about:
        'proxies that are believed when they say for whom they ask: addresses, networks, loopback, private',
      fallback: [],
      fallbackWords: 'nobody is believed',
      example: 'loopback',
    },
  ),
  'trusted-proxy-header': setting(choice('<name>', PROXY_HEADERS), {
    about: 'the header in which they say it; the other is ignored',
    fallback: 'x-forwarded-for',
    example: 'forwarded',
  }),
}

function proxies(entries: readonly string[]): readonly string[] {
  try {
    createTrustedProxies(entries)
    return entries
  } catch (error) {
    throw new ValueProblem(error instanceof Error ? error.message : String(error))
  }
}

function origins(entries: readonly string[]): AllowedOrigins {
  if (entries.includes('*')) return '*'
  try {
    createOriginCheck(entries)
    return entries
  } catch (error) {
    throw new ValueProblem(error instanceof Error ? error.message : String(error))
  }
}
