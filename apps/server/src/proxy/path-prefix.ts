import type { Answer } from '../answer.ts'

/** The addresses that a page of ours names by their path. */
const OWN_ADDRESS = /\b(src|href|action)="\/(?!\/)/g

/** What is answered at the root too, because who asks for it knows the port and not the prefix. */
const AT_ROOT = new Set(['/healthz', '/readyz'])

/**
 * A request's target without the prefix, as everything within the server knows it; undefined when it is not below it.
 *
 * @param prefix Begins and ends with a slash.
 */
export function targetBelow(target: string, prefix: string): string | undefined {
  if (target.startsWith(prefix)) return target.slice(prefix.length - 1)
  return AT_ROOT.has(target) ? target : undefined
}

/** The answer as it is known outside: where it leads to, what its cookies and files are for. */
export function answerAbove(answer: Answer, prefix: string): Answer {
  if (prefix === '/') return answer
  const { type, body, headers = {} } = answer
  const named: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers))
    named[name] = (inHeader[name.toLowerCase()] ?? unchanged)(value, prefix)
  const isOurPage = typeof body === 'string' && type.startsWith('text/html')
  return {
    ...answer,
    body: isOurPage ? pageAbove(body, prefix) : body,
    headers: named,
  }
}

/** A page whose addresses begin with the prefix. */
export const pageAbove = (html: string, prefix: string): string =>
  html.replaceAll(OWN_ADDRESS, (_all, attribute: string) => `${attribute}="${prefix}`)

type Rewrite = (value: string, prefix: string) => string
const unchanged: Rewrite = (value) => value
const path: Rewrite = (value, prefix) => value.replace(/^\/(?!\/)/, () => prefix)

const inHeader: Readonly<Record<string, Rewrite>> = {
  location: path,
  'service-worker-allowed': path,
  link: (value, prefix) => value.replaceAll('</', () => `<${prefix}`),
  'set-cookie': (value, prefix) => value.replace('; Path=/;', () => `; Path=${prefix};`),
}
