import type { Node } from '@tiptap/pm/model'

/** What is looked for. */
export interface FindQuery {
  readonly text: string
  readonly matchCase: boolean
  readonly wholeWord: boolean
}

/** Where it was found, in the positions of the document. */
export interface Match {
  readonly from: number
  readonly to: number
}

/**
 * Finds one query in a document again and again while it is edited. A block that is the same node as before is not
 * searched again: an edit, one's own or somebody else's, costs the blocks that it changed.
 */
export class Finder {
  readonly #pattern: RegExp | undefined
  readonly #foundIn = new WeakMap<Node, readonly Match[]>()

  constructor(query: FindQuery) {
    this.#pattern = patternOf(query)
  }

  /** All matches, in order. Text of several marks is found as one; a match never goes beyond its block. */
  matches(doc: Node): readonly Match[] {
    const found: Match[] = []
    if (!this.#pattern) return found
    doc.descendants((node, position) => {
      if (!node.isTextblock) return true
      const start = position + 1
      for (const { from, to } of this.#matchesIn(node, this.#pattern)) {
        found.push({ from: start + from, to: start + to })
      }
      return false
    })
    return found
  }

  #matchesIn(block: Node, pattern: RegExp | undefined): readonly Match[] {
    const known = this.#foundIn.get(block)
    if (known || !pattern) return known ?? []
    const found = [...textOf(block).matchAll(pattern)].map(({ index, 0: text }) => ({
      from: index,
      to: index + text.length,
    }))
    this.#foundIn.set(block, found)
    return found
  }
}

/** Has a character for each position in the block: what is no text stands as one that nobody types. */
function textOf(block: Node): string {
  return block.textBetween(0, block.content.size, null, '\ufffc')
}

// What keyboards write in two ways and people do not tell apart.
const alike = new Map([
  [' ', '[ \u00a0]'],
  ["'", "['‘’]"],
  ['"', '["“”]'],
])

const WORD = '[\\p{L}\\p{M}\\p{N}_]'

function patternOf({ text, matchCase, wholeWord }: FindQuery): RegExp | undefined {
  if (text === '') return undefined
  const literal = text
    .replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
    .replace(/[ '"]/g, (sign) => alike.get(sign) ?? sign)
  const source = wholeWord ? `(?<!${WORD})${literal}(?!${WORD})` : literal
  return new RegExp(source, matchCase ? 'gu' : 'giu')
}
