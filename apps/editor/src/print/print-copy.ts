/** What does not belong on paper, though it stands in the text. */
const NOT_PRINTED =
  '.remote-caret, .ProseMirror-widget, .ProseMirror-trailingBreak, [data-print="no"]'

/**
 * The text as it is printed: a copy, so that nothing of the running editor is touched.
 *
 * @param text The element that the editor draws in.
 * @param title Stands above the text; undefined for none.
 */
export function printCopy(text: HTMLElement, title: string | undefined): HTMLElement {
  const copy = document.createElement('article')
  copy.className = 'print-copy'
  if (title !== undefined) {
    const heading = document.createElement('h1')
    heading.className = 'print-title'
    heading.textContent = title
    copy.append(heading)
  }
  const body = document.createElement('div')
  body.className = 'prose'
  body.append(...[...text.childNodes].map((node) => node.cloneNode(true)))
  for (const element of body.querySelectorAll(NOT_PRINTED)) element.remove()
  for (const link of body.querySelectorAll('a')) writeAddress(link)
  copy.append(body)
  return copy
}

/** On paper a link is not clicked: its address stands behind it, unless it is its own text. */
function writeAddress(link: HTMLAnchorElement): void {
  const address = (link.getAttribute('href') ?? '').replace(/^mailto:/, '')
  const text = link.textContent?.trim() ?? ''
  if (address === '' || address === text || address.replace(/^https?:\/\/|\/$/g, '') === text)
    return
  const written = document.createElement('span')
  written.className = 'print-address'
  written.textContent = ` (${address})`
  link.after(written)
}

/**
 * What stands above the text on paper. Nothing, where the text begins with it, or with a heading of its own.
 *
 * @param shared The document's title; empty when it has none.
 */
export function printTitle(
  shared: string,
  documentName: string,
  text: HTMLElement,
): string | undefined {
  const first = text.firstElementChild
  const begins = first?.textContent?.trim() ?? ''
  if (shared !== '') return shared === begins ? undefined : shared
  return first?.matches('h1, h2, h3') ? undefined : documentName
}
