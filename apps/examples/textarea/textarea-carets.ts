import type { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'

/** What people tell of themselves, as far as it is used here. */
interface Presence {
  readonly user?: { readonly name: string; readonly color: string }
  readonly cursor?: { readonly anchor: unknown; readonly head: unknown } | null
}

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
    tell({ anchor, head })
  })
  textarea.addEventListener('blur', () => tell(null))

  let told = 'null'
  const tell = (cursor: Presence['cursor']): void => {
    const json = JSON.stringify(cursor)
    // What others write before the caret moves it here, and is no news for them.
    if (json !== told) awareness.setLocalStateField('cursor', cursor)
    told = json
  }

  const show = (): void => {
    const value = text.toString()
    const states: ReadonlyMap<number, Presence> = awareness.getStates()
    const carets = [...states]
      .flatMap(([id, { user, cursor }]) =>
        id !== awareness.clientID && user && cursor ? [{ user, index: indexOf(cursor.head) }] : [],
      )
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
    const absolute = text.doc && Y.createAbsolutePositionFromRelativePosition(relative, text.doc)
    return absolute?.index ?? 0
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
