import { applyUpdate, Doc, encodeStateVector } from 'yjs'
import type { Wire } from '../wires/wire.ts'
import { Participant } from './participant.ts'

interface Server {
  readonly port: number
  readonly wire: Wire
}

/** Joins, takes the whole document, and leaves. This is Yjs itself, away from the hot path: it sees what a person would see. */
export async function stateOf(server: Server, room: string): Promise<Doc> {
  const doc = new Doc()
  const updates: Uint8Array[] = []
  const participant = await Participant.join(server, room, {
    onUpdate: (bytes, start, end) => updates.push(bytes.slice(start, end)),
  })
  participant.leave()
  for (const update of updates) applyUpdate(doc, update)
  return doc
}

/** Whether a document holds everything that another one does, and shows the same text. */
export function isSameText(one: Doc, other: Doc, name: string): boolean {
  return (
    Buffer.compare(encodeStateVector(one), encodeStateVector(other)) === 0 &&
    one.getText(name).toJSON() === other.getText(name).toJSON()
  )
}
