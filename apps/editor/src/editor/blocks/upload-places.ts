import type { Node } from '@tiptap/pm/model'
import type { EditorState, Transaction } from '@tiptap/pm/state'
import { isFromOthers, placeAfterChange } from './place-after-change.ts'

/** Where pictures will stand that are on their way, by the number of their upload. Nobody else knows of them yet. */
export type UploadPlaces = ReadonlyMap<number, number>

/** What a transaction adds to the places, or takes from them. */
interface Change {
  readonly add?: readonly { readonly id: number; readonly place: number }[]
  readonly remove?: number
}

class PlacesChange {
  readonly change: Change

  constructor(change: Change) {
    this.change = change
  }
}

const CHANGE = 'weftUploadPlaces'
const NONE: UploadPlaces = new Map()

export const placesFrom = (held: unknown): UploadPlaces => (held instanceof Map ? held : NONE)

export const changePlaces = (transaction: Transaction, change: Change): Transaction =>
  transaction.setMeta(CHANGE, new PlacesChange(change))

/** The places after a transaction: they move with the text around them, whoever changes it. */
export function applyToPlaces(
  transaction: Transaction,
  places: UploadPlaces,
  after: EditorState,
): UploadPlaces {
  const meta: unknown = transaction.getMeta(CHANGE)
  const change = meta instanceof PlacesChange ? meta.change : undefined
  if (!change && (places.size === 0 || !transaction.docChanged)) return places
  const moved = new Map<number, number>()
  for (const [id, place] of places) {
    if (id !== change?.remove) moved.set(id, movedPlace(transaction, place, after.doc))
  }
  for (const { id, place } of change?.add ?? []) moved.set(id, place)
  return moved
}

function movedPlace(transaction: Transaction, place: number, after: Node): number {
  if (!isFromOthers(transaction)) return transaction.mapping.map(place)
  const moved = placeAfterChange(transaction.before, after, place)
  if (moved !== undefined) return moved
  // Somebody has changed the very block: it goes where that change begins.
  return Math.min(
    transaction.before.content.findDiffStart(after.content) ?? place,
    after.content.size,
  )
}

/** The nearest place for a block at or after a place in the text: never inside of a line of text. */
export function placeForBlock(doc: Node, position: number): number {
  const $position = doc.resolve(Math.min(position, doc.content.size))
  const image = doc.type.schema.nodes['image']
  for (let depth = $position.depth; depth > 0; depth -= 1) {
    const parent = $position.node(depth - 1)
    const isEmptyLine =
      $position.node(depth).isTextblock && $position.node(depth).content.size === 0
    const index = $position.index(depth - 1) + (isEmptyLine ? 0 : 1)
    if (image && parent.canReplaceWith(index, index, image))
      return isEmptyLine ? $position.before(depth) : $position.after(depth)
  }
  return $position.pos
}
