import { textAnswer, type Answer } from '../answer.ts'
import type { Asked, Endpoint } from '../endpoints/endpoint.ts'
import { browserSessionOf, tryPassword, type Keys } from './identify.ts'
import { returnPath } from './return-path.ts'
import { sessionCookie } from './session-cookie.ts'
import { signInPage } from './sign-in-page.ts'

const MAX_FORM_BYTES = 16 * 1024

/**
 * `GET sign-in?to=<path>`: the page that asks for the password. `POST sign-in` takes its form, `password` and `to`, and
 * goes there with a session, or shows the page again and says why.
 *
 * @param html The page as the editor's build has it.
 */
export function signInEndpoint(keys: Keys, html: string): Endpoint {
  const show = ({ who, query }: Asked): Answer => {
    const to = returnPath(query.get('to'))
    return browserSessionOf(keys, who) ? goTo(to) : signInPage(html, to)
  }
  const signIn = (asked: Asked): Answer => {
    const { who, body } = asked
    const form = new URLSearchParams(body.toString())
    const to = returnPath(form.get('to'))
    const trial = tryPassword(keys, form.get('password') ?? '', who.address)
    if (trial !== 'right') return signInPage(html, to, trial)
    const { token } = keys.tokens.begin(keys.wallTime())
    return goTo(to, { 'Set-Cookie': sessionCookie(keys.cookieName, token, asked) })
  }
  const accepts = { types: ['application/x-www-form-urlencoded'], maxBytes: MAX_FORM_BYTES }
  return { path: 'sign-in', methods: { GET: { answer: show }, POST: { accepts, answer: signIn } } }
}

const goTo = (to: string, headers: Readonly<Record<string, string>> = {}): Answer =>
  textAnswer(303, `Go to ${to}`, { ...headers, Location: to })
