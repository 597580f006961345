import { awarenessFrame, encodeAwareness } from '@weft/protocol'

const NAMES = ['Ada Lovelace', 'Grace Hopper', 'Alan Turing', 'Edsger Dijkstra', 'Barbara Liskov']
const COLORS = ['#958df1', '#f98181', '#fbbc88', '#faf594', '#70cff8', '#94fadb', '#b9f18d']

/**
 * What one person's provider announces while a cursor moves: awareness messages at clock 1, 2, …, each with the state that
 * y-prosemirror's cursor plugin would set, some 250 characters of JSON of which a few digits change.
 */
export function cursorMessages(
  person: { readonly index: number; readonly clientId: number },
  moves: number,
): readonly Uint8Array[] {
  const user = {
    name: NAMES[person.index % NAMES.length],
    color: COLORS[person.index % COLORS.length],
  }
  return Array.from({ length: moves }, (_, index) => {
    const place = {
      type: null,
      tname: 'text',
      item: { client: 1, clock: 40 + person.index * 40 + index },
      assoc: 0,
    }
    const state = JSON.stringify({ user, cursor: { anchor: place, head: place } })
    return awarenessFrame(encodeAwareness([{ clientId: person.clientId, clock: index + 1, state }]))
  })
}
