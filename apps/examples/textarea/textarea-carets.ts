import type { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'

/**
 * Tells the others where the caret is, and shows theirs. A textarea cannot hold anything but text, so `mirror`, an
 * element of the same size and font, has the same text and the carets, and lies behind it.
 */
export function showCarets(
  textarea: HTMLTextAreaElement,
  mirror: HTMLElement,
  text: Y.Text,
  awareness: Awareness,
): void {
  // To the character on its left: what somebody else inserts at the caret comes after it.
  const position = (index: number) => Y.createRelativePositionFromTypeIndex(text, index, -1)

  document.addEventListener('selectionchange', () => {
    if (document.activeElement !== textarea) return
    const { selectionStart, selectionEnd, selectionDirection } = textarea
    const ends = [position(selectionStart), position(selectionEnd)]
    const [anchor, head] = selectionDirection === 'backward' ? ends.reverse() : ends
    awareness.setLocalStateField('cursor', { anchor, head })
  })
  textarea.addEventListener('blur', () => awareness.setLocalStateField('cursor', null))

  const show = (): void => {
    const value = text.toString()
    const carets = [...awareness.getStates()]
      .filter(([id, { cursor, user }]) => id !== awareness.clientID && cursor && user)
      .map(([, { cursor, user }]) => ({ index: indexOf(cursor.head), user }))
      .sort((one, other) => one.index - other.index)
    mirror.replaceChildren()
    let shown = 0
    for (const { index, user } of carets) {
      mirror.append(value.slice(shown, index), caret(user))
      shown = index
    }
    // A last line that is empty has a height only if something is on it.
    mirror.append(`${value.slice(shown)}\u200b`)
  }
  const indexOf = (head: unknown): number => {
    const relative = Y.createRelativePositionFromJSON(head)
    return (
      Y.createAbsolutePositionFromRelativePosition(relative, text.doc ?? new Y.Doc())?.index ?? 0
    )
  }
  awareness.on('change', show)
  text.observe(show)
  show()
}

function caret({ name, color }: { name: string; color: string }): HTMLElement {
  const element = document.createElement('span')
  element.className = 'caret'
  element.dataset['name'] = name
  element.style.setProperty('--color', color)
  return element
}
