import * as Y from 'yjs'
import { field } from '../collaboration/person.ts'
import { findQuote, type Quote } from './find-quote.ts'
import type { Range, TextLayout } from './text-layout.ts'

/**
 * What a thread is about: the first and the last character, each by the Yjs item that it is. What is written between
 * them belongs to it, what is written at its edges does not. And what the text said, should the items go.
 */
export interface Anchor {
  readonly first: Y.ID
  readonly last: Y.ID
  readonly quote: Quote
}

/** The longest text, in UTF-16 units, that is remembered to be found again. */
const MAX_QUOTE = 1_000
/** How much of the text before and after is remembered with it. */
const CONTEXT = 32

/** @param range What to hold on to. @returns Undefined when there is nothing in it but the borders of blocks. */
export function anchorAt(layout: TextLayout, range: Range): Anchor | undefined {
  const trimmed = layout.trim(range)
  const items = trimmed && layout.itemsOf(trimmed)
  if (!trimmed || !items) return undefined
  const { start, end } = layout.textRangeOf(trimmed)
  const { text } = layout
  return {
    ...items,
    quote: {
      text: end - start > MAX_QUOTE ? '' : text.slice(start, end),
      before: text.slice(Math.max(0, start - CONTEXT), start),
      after: text.slice(end, end + CONTEXT),
    },
  }
}

/** Where the anchor's own characters are, as far as any of them are left. */
export function rangeOfItems(
  anchor: Anchor,
  layout: TextLayout,
  doc: Y.Doc,
  follow: 'own undo' | 'nothing',
): Range | undefined {
  const follows = follow === 'own undo'
  const from = layout.positionOf(anchor.first, 'before', doc, follows)
  const to = layout.positionOf(anchor.last, 'after', doc, follows)
  if (from === undefined || to === undefined || from >= to) return undefined
  return layout.trim({ from, to })
}

/**
 * Where the anchored text is: its characters, or, when somebody's editor wrote them anew, the same words between the
 * same words. Everybody who has the same document gets the same answer. Undefined when the text was deleted.
 */
export function rangeOf(anchor: Anchor, layout: TextLayout, doc: Y.Doc): Range | undefined {
  const range = rangeOfItems(anchor, layout, doc, 'own undo')
  if (range) return range
  const found = findQuote(layout.text, anchor.quote)
  return found && layout.rangeOfText(found.start, found.end)
}

/** The anchor as it is stored: two relative positions in Yjs's own JSON for them, and the words. */
export function storedAnchor({ first, last, quote }: Anchor) {
  return {
    start: { item: { client: first.client, clock: first.clock }, assoc: 0 },
    end: { item: { client: last.client, clock: last.clock }, assoc: -1 },
    ...quote,
  }
}

/** Reads what anybody may have stored. */
export function anchorFrom(value: unknown): Anchor | undefined {
  const first = idFrom(field(field(value, 'start'), 'item'))
  const last = idFrom(field(field(value, 'end'), 'item'))
  if (!first || !last) return undefined
  const words = (name: string, length: number) => {
    const text = field(value, name)
    return typeof text === 'string' && text.length <= length ? text : ''
  }
  const quote = {
    text: words('text', MAX_QUOTE),
    before: words('before', CONTEXT),
    after: words('after', CONTEXT),
  }
  return { first, last, quote }
}

export function sameAnchor(one: Anchor | undefined, other: Anchor | undefined): boolean {
  if (!one || !other) return one === other
  return Y.compareIDs(one.first, other.first) && Y.compareIDs(one.last, other.last)
}

function idFrom(value: unknown): Y.ID | undefined {
  const [client, clock] = [field(value, 'client'), field(value, 'clock')]
  return isCount(client) && isCount(clock) ? Y.createID(client, clock) : undefined
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}
