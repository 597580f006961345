import type { Answer } from '../answer.ts'

/** Why the page is shown again. */
export type SignInProblem = 'wrong' | 'too-many'

export const SIGN_IN_PATH = '/_weft/sign-in'

const words: Readonly<Record<SignInProblem, string>> = {
  wrong: 'That is not the password. Try again.',
  'too-many': 'Too many wrong passwords. Wait a minute, then try again.',
}

/** What the editor's build has in the page for us to fill in. */
const TO = '{{to}}'
const PROBLEM = '{{problem}}'
const INVALID = '{{invalid}}'

/** Whether a page is one that can be filled in. */
export const isSignInPage = (html: string): boolean =>
  [TO, PROBLEM, INVALID].every((place) => html.includes(place))

/**
 * The page that asks for the password: a form that works without a script.
 *
 * @param html The page as the editor's build has it.
 * @param to A path of this server.
 */
export function signInPage(html: string, to: string, problem?: SignInProblem): Answer {
  const status = problem === undefined ? 200 : problem === 'wrong' ? 401 : 429
  return {
    status,
    type: 'text/html; charset=utf-8',
    body: html
      .replaceAll(TO, () => escaped(to))
      .replaceAll(INVALID, String(problem !== undefined))
      .replaceAll(PROBLEM, () => (problem === undefined ? '' : escaped(words[problem]))),
    headers: {
      'Content-Security-Policy': [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
      ].join('; '),
    },
  }
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (char) => escapes[char] ?? '')
