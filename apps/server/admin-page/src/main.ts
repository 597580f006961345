import { Refusal, token } from './api.ts'
import { DocumentView } from './document-view.ts'
import { DocumentsView } from './documents-view.ts'
import { byId } from './element.ts'
import { sayRightAgain, sayWrong } from './notice.ts'
import { SignInView } from './sign-in-view.ts'
import type { View } from './view.ts'

/** How often what is shown is asked for anew, in milliseconds. */
const REFRESH_MS = 2_000

let view: View | undefined
/** Whether the server could not be reached the last time. */
let isAway = false
let list: DocumentsView | undefined

function open(next: View): void {
  view = next
  byId('main').replaceChildren(next.element)
  document.title = `${next.title} – Weft administration`
  byId('sign-out').hidden = token.get() === null
  next.element.querySelector<HTMLElement>('[autofocus]')?.focus()
}

function openByAddress(): void {
  if (token.get() === null) {
    open(new SignInView(openByAddress))
    return
  }
  const [, name] = /^#\/document\/(.+)$/.exec(location.hash) ?? []
  // The list stays as it was left: search, order and page.
  open(name === undefined ? (list ??= new DocumentsView()) : new DocumentView(decoded(name)))
  void refresh()
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

async function refresh(): Promise<void> {
  const shown = view
  try {
    await shown?.refresh()
    if (isAway) sayRightAgain()
    isAway = false
  } catch (error) {
    if (shown !== view) return
    isAway = error instanceof Refusal && error.status === 0
    if (error instanceof Refusal && [401, 403].includes(error.status)) signOut(error.message)
    else sayWrong(error)
  }
}

function signOut(why?: string): void {
  token.forget()
  list = undefined
  open(new SignInView(openByAddress, why))
}

async function refreshForEver(): Promise<void> {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, REFRESH_MS))
    if (!document.hidden) await refresh()
  }
}

addEventListener('hashchange', openByAddress)
byId('sign-out').addEventListener('click', () => signOut())
openByAddress()
void refreshForEver()
