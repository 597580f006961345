import { ask, type LogLevelNow } from './api.ts'
import { element, setText } from './element.ts'
import { say, sayWrong } from './notice.ts'

const LEVELS = ['debug', 'info', 'warn', 'error'] as const
/** For how long another level holds that is chosen here, in seconds. */
const SECONDS = 600

/** What the server logs, and a choice of more or less for ten minutes. */
export class LogLevelChoice {
  readonly element: HTMLElement
  readonly #select = element('select')
  readonly #until = element('span')

  constructor() {
    this.#select.append(
      ...LEVELS.map((level) => element('option', { value: level, textContent: level })),
    )
    this.element = element(
      'div',
      { className: 'tools' },
      element('label', {}, 'Log from this level on', this.#select),
      this.#until,
    )
    this.#select.addEventListener('change', () => void this.#choose().catch(sayWrong))
  }

  show(now: LogLevelNow): void {
    // Whoever is choosing is not disturbed.
    if (document.activeElement !== this.#select) this.#select.value = now.lowest
    const { untilMs, usual } = now
    const time = untilMs === undefined ? '' : new Date(untilMs).toLocaleTimeString()
    setText(this.#until, untilMs === undefined ? '' : `until ${time}, then ${usual} again`)
  }

  async #choose(): Promise<void> {
    const query = new URLSearchParams({ level: this.#select.value, seconds: String(SECONDS) })
    const now = await ask<LogLevelNow>('PUT', `api/log-level?${query.toString()}`)
    this.show(now)
    say(`The server logs ${now.lowest} and above.`)
  }
}
