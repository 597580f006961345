/** Somebody's caret. It stands inside the text, where a screen reader would read the name aloud. */
export function caretOf({ name, color }: Readonly<Record<string, unknown>>): HTMLElement {
  const caret = document.createElement('span')
  caret.className = 'caret'
  caret.ariaHidden = 'true'
  caret.dataset['name'] = String(name)
  caret.style.setProperty('--person', String(color))
  return caret
}
