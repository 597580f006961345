import * as Y from 'yjs'
import { type Anchor, anchorAt, rangeOfItems, sameAnchor } from './anchor.ts'
import type { Mark } from './marks.ts'
import type { Range, TextLayout } from './text-layout.ts'

/**
 * Which threads have to be anchored anew after a change of one's own.
 *
 * The binding writes a block that was split, joined, moved or turned into another kind as a new one, and deletes the old,
 * with the items that anchors hold on to. Only the editor in which it happened knows where each character went. It is the
 * same with what an undo brings back: these are new items, and only the replica that undid knows of which old ones.
 *
 * @param changed Where the change was, in the text after it.
 */
export function anchorsAnew(
  marks: ReadonlyMap<string, Mark>,
  changed: Range,
  doc: Y.Doc,
  layout: () => TextLayout,
): ReadonlyMap<string, Anchor> {
  const anew = new Map<string, Anchor>()
  for (const [id, { anchor, place }] of marks) {
    if (typeof place === 'string') continue
    const isNear = place.from <= changed.to + 1 && place.to >= changed.from - 1
    if (!isNear && isAlive(anchor.first, doc) && isAlive(anchor.last, doc)) continue
    const range = rangeOfItems(anchor, layout(), doc, 'nothing')
    const trimmed = layout().trim(place)
    if (!trimmed || (range?.from === trimmed.from && range.to === trimmed.to)) continue
    const next = anchorAt(layout(), trimmed)
    if (next && !sameAnchor(next, anchor)) anew.set(id, next)
  }
  return anew
}

function isAlive({ client, clock }: Y.ID, doc: Y.Doc): boolean {
  if (Y.getState(doc.store, client) <= clock) return false
  const struct: unknown = Y.getItem(doc.store, Y.createID(client, clock))
  // What is deleted takes with it all that it contains.
  return struct instanceof Y.Item && !struct.deleted
}
