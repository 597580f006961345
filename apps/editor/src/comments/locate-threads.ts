import type * as Y from 'yjs'
import { type Anchor, rangeOf } from './anchor.ts'
import { findQuote } from './find-quote.ts'
import type { Mark } from './marks.ts'
import type { Place } from './places.ts'
import type { Range, TextLayout } from './text-layout.ts'

/** A change of the text, after which threads may be found again. */
export interface TextChange {
  /** Where it was, in the text after it. */
  readonly changed: Range
  /** Whether it was made in this editor: what is pasted here may have been cut here. */
  readonly isOwn: boolean
}

/**
 * Looks up the threads of which it is not known where they are, or that may have come back.
 *
 * @returns All marks, with their places known; undefined when nothing is new.
 */
export function locateThreads(
  marks: ReadonlyMap<string, Mark>,
  doc: Y.Doc,
  layout: () => TextLayout,
  change?: TextChange,
): ReadonlyMap<string, Mark> | undefined {
  const located = new Map<string, Mark>()
  for (const [id, mark] of marks) {
    const { anchor, place } = mark
    const isBack = place === 'gone' && change !== undefined && mayBring(change.changed, anchor)
    if (place !== 'unknown' && !isBack) continue
    const found: Place =
      rangeOf(anchor, layout(), doc) ??
      (change?.isOwn ? pasted(anchor, change.changed, layout()) : undefined) ??
      'gone'
    if (found !== place) located.set(id, { ...mark, place: found })
  }
  return located.size === 0 ? undefined : new Map([...marks, ...located])
}

/** Whether text that was gone may have come back with a change. */
function mayBring({ from, to }: Range, { quote }: Anchor): boolean {
  return quote.text !== '' && to - from >= quote.text.length
}

/** Where the words of a thread were put that had been cut out elsewhere. */
function pasted({ quote }: Anchor, changed: Range, layout: TextLayout): Range | undefined {
  const { start, end } = layout.textRangeOf(changed)
  const found = findQuote(layout.text.slice(start, end), quote, 'any')
  return found && layout.rangeOfText(start + found.start, start + found.end)
}
