import { element } from './element.ts'

export interface Question<T extends string> {
  readonly title: string
  readonly text: string
  /** What can be answered besides no, by the words on its button. */
  readonly answers: Readonly<Record<T, string>>
}

/** Asks before something is done that cannot simply be taken back. Resolves with undefined for no. */
export function question<T extends string>({
  title,
  text,
  answers,
}: Question<T>): Promise<T | undefined> {
  return new Promise((resolve) => {
    const heading = element('h2', { id: 'question', textContent: title })
    const dialog = element('dialog', {}, heading, element('p', { textContent: text }))
    dialog.setAttribute('aria-labelledby', 'question')
    const close = (answer: T | undefined): void => {
      resolve(answer)
      dialog.close()
    }
    const no = element('button', { type: 'button', textContent: 'Cancel', autofocus: true })
    no.addEventListener('click', () => close(undefined))
    const buttons = Object.entries<string>(answers).map(([answer, words]) => {
      const button = element('button', { type: 'button', className: 'grave', textContent: words })
      button.addEventListener('click', () => close(answer as T))
      return button
    })
    dialog.append(element('div', { className: 'actions' }, no, ...buttons))
    dialog.addEventListener('close', () => {
      resolve(undefined)
      dialog.remove()
    })
    document.body.append(dialog)
    dialog.showModal()
  })
}
