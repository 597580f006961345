import { ask, Refusal, token } from './api.ts'
import { element, setText } from './element.ts'
import type { View } from './view.ts'

/** Asks for the token, which stays in this tab. */
export class SignInView implements View {
  readonly title = 'Token'
  readonly element: HTMLElement
  readonly #wrong = element('p', { className: 'wrong', role: 'alert' })

  /** @param wrong Why it is asked for again. */
  constructor(onDone: () => void, wrong = '') {
    const field = element('input', {
      type: 'password',
      autocomplete: 'current-password',
      required: true,
      autofocus: true,
    })
    const form = element(
      'form',
      { className: 'sign-in' },
      element('h1', { textContent: 'Administration' }),
      element('p', {
        textContent: 'The token is in the file that --admin-token-file names on the server.',
      }),
      element('label', {}, 'Token ', field),
      element('button', { className: 'main', textContent: 'Open' }),
      this.#wrong,
    )
    setText(this.#wrong, wrong)
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      token.set(field.value.trim())
      ask('GET', 'api/server').then(onDone, (error: unknown) => {
        token.forget()
        setText(this.#wrong, error instanceof Refusal ? error.message : String(error))
        field.select()
      })
    })
    this.element = form
  }

  refresh(): Promise<void> {
    return Promise.resolve()
  }
}
