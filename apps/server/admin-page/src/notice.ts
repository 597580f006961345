import { byId, setText } from './element.ts'

const SHOWN_MS = 8_000

let timer: ReturnType<typeof setTimeout> | undefined

/** Says what was done, or what could not be, for a while. */
export function say(text: string, kind: 'done' | 'wrong' = 'done'): void {
  const notice = byId('notice')
  notice.classList.toggle('wrong', kind === 'wrong')
  setText(notice, text)
  clearTimeout(timer)
  timer = setTimeout(() => setText(notice, ''), SHOWN_MS)
}

/** Takes back what was wrong: it is not any more. */
export function sayRightAgain(): void {
  const notice = byId('notice')
  if (notice.classList.contains('wrong')) setText(notice, '')
}

/** Says what was thrown. */
export const sayWrong = (error: unknown): void =>
  say(error instanceof Error ? error.message : String(error), 'wrong')
