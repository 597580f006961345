import { ValueProblem, type Kind } from './kind.ts'

/** Where something is asked over the web. */
export const webAddress: Kind<URL> = {
  argument: '<url>',
  isList: false,
  mustBe: 'an address that begins with https:// or http://',
  fromTexts: (texts) => addressFrom(texts.at(-1) ?? ''),
  fromFile: (value) => (typeof value === 'string' ? addressFrom(value) : undefined),
  print: (url) => url.href,
}

/**
 * An address as it may be shown: without what stands before its host, and with the names in its query but not their values.
 * Any of these may be secret. What is no address stays as it is.
 */
export function shownAddress(text: string): string {
  const [, scheme, host, path = '', query, rest = ''] =
    /^([a-z][a-z\d+.-]*:\/\/)([^/?#]*)([^?#]*)(?:\?([^#]*))?(#.*)?$/is.exec(text) ?? []
  if (scheme === undefined || host === undefined) return text
  const names = query?.split('&').map((pair) => pair.replace(/^([^=]*=)?.+$/s, '$1…'))
  return `${scheme}${host.replace(/^.*@/s, '…@')}${path}${names ? `?${names.join('&')}` : ''}${rest}`
}

function addressFrom(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') return undefined
  if (url.username !== '' || url.password !== '')
    throw new ValueProblem(
      `Cannot use an address with a password in it: it would stand in lists of processes and in logs`,
    )
  return url
}
