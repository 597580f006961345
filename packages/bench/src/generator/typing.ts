import { Doc, applyUpdate, encodeStateAsUpdate, type Text } from 'yjs'

/** The client ID of whoever wrote what is there before. */
export const AUTHOR = 1
export const TEXT = 'text'
/** How many characters lie between two people who type. */
const APART = 40
const LETTERS = 'the quick brown fox jumps over the lazy dog '

/** Client IDs like Yjs's own: five bytes. */
export function firstClientIdOf(room: number): number {
  return 2_147_483_648 + room * 16_384
}

/** A text in which so many people have room to type, as an update. */
export function textFor(writers: number): Uint8Array {
  const doc = new Doc()
  doc.clientID = AUTHOR
  const text = doc.getText(TEXT)
  text.insert(0, LETTERS.repeat(Math.ceil(((writers + 1) * APART) / LETTERS.length)))
  return encodeStateAsUpdate(doc)
}

/**
 * What one person types, as Yjs encodes it: one update for each key, from clock 0 on. Everybody types in a place of their
 * own, as people do; so the updates of several fit together, in any order between people.
 *
 * @param base What is there before.
 */
export function typedBy(
  person: { readonly index: number; readonly clientId: number },
  edits: number,
  base: Uint8Array,
): readonly Uint8Array[] {
  const doc = new Doc()
  applyUpdate(doc, base)
  doc.clientID = person.clientId
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  const text: Text = doc.getText(TEXT)
  const at = (person.index + 1) * APART
  for (let edit = 0; edit < edits; edit += 1) {
    text.insert(at + edit, LETTERS[edit % LETTERS.length] ?? ' ')
  }
  return updates
}
