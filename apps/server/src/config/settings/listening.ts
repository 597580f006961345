import {
  createOriginCheck,
  createTrustedProxies,
  PROXY_HEADERS,
  type AllowedOrigins,
} from '@weft/server'
import { ValueProblem } from '../kind.ts'
import { choice, list, number, text } from '../kinds.ts'
import { setting } from '../setting.ts'

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
