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

function addressFrom(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') return undefined
  if (url.username !== '' || url.password !== '')
    throw new ValueProblem(
      `Cannot use an address with a password in it: it would stand in lists of processes and in logs`,
    )
  return url
}
