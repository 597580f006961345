import type { Node } from '@tiptap/pm/model'

export interface TextCount {
  readonly words: number
  /** As people count them: an accent or a flag is part of its character, a space is one. */
  readonly characters: number
}

const nothing: TextCount = { words: 0, characters: 0 }

/**
 * Counts a document again and again while it is edited. A block that is the same node as before is not counted again.
 */
export class WordCounter {
  readonly #counts = new WeakMap<Node, TextCount>()
  readonly #countText: (text: string) => TextCount

  /** @param countText Counts one block's text. */
  constructor(countText: (text: string) => TextCount = countedBy(browserSegmenters())) {
    this.#countText = countText
  }

  /**
   * @param mayGoOn Asked before each block that is not known yet.
   * @returns Undefined when it was told to stop; what was counted until then is kept for the next time.
   */
  count(doc: Node, mayGoOn: () => boolean = () => true): TextCount | undefined {
    let sum = nothing
    let isStopped = false
    doc.descendants((node) => {
      if (isStopped) return false
      if (!node.isTextblock) return true
      if (this.#counts.has(node) || mayGoOn()) sum = added(sum, this.#countBlock(node))
      else isStopped = true
      return false
    })
    return isStopped ? undefined : sum
  }

  /** What lies between two positions. */
  countBetween(doc: Node, from: number, to: number): TextCount {
    let sum = nothing
    doc.nodesBetween(from, to, (node, position) => {
      if (!node.isTextblock) return true
      const start = position + 1
      const [first, last] = [Math.max(0, from - start), Math.min(node.content.size, to - start)]
      if (first === 0 && last === node.content.size) sum = added(sum, this.#countBlock(node))
      else if (first < last) sum = added(sum, this.#countText(textOf(node, first, last)))
      return false
    })
    return sum
  }

  #countBlock(block: Node): TextCount {
    const known = this.#counts.get(block)
    if (known) return known
    const count = this.#countText(textOf(block, 0, block.content.size))
    this.#counts.set(block, count)
    return count
  }
}

function textOf(block: Node, from: number, to: number): string {
  return block.textBetween(from, to, null, (leaf) => (leaf.type.name === 'hardBreak' ? '\n' : ''))
}

function added(one: TextCount, other: TextCount): TextCount {
  return { words: one.words + other.words, characters: one.characters + other.characters }
}

interface Segmenters {
  readonly words: Intl.Segmenter
  readonly characters: Intl.Segmenter
}

/** Not every browser can tell words apart in a language without spaces. */
function browserSegmenters(): Segmenters | undefined {
  if (!('Segmenter' in Intl)) return undefined
  return {
    words: new Intl.Segmenter(undefined, { granularity: 'word' }),
    characters: new Intl.Segmenter(undefined, { granularity: 'grapheme' }),
  }
}

// Latin letters, digits and the usual signs: each is one character, and words stand between other signs.
const PLAIN = /^[\t\n -~\u00a0-\u024f‐-”…]*$/
const PLAIN_WORD = /[\p{L}\p{N}]+(?:['’.,:_-][\p{L}\p{N}]+)*/gu

/** @param segmenters Undefined where the browser has none: words are then found by their letters. */
export function countedBy(segmenters: Segmenters | undefined): (text: string) => TextCount {
  return (text) => {
    const lines = text.replaceAll('\n', '')
    // Segmenting is slow, and most text does not need it.
    if (!segmenters || PLAIN.test(text)) {
      return { words: text.match(PLAIN_WORD)?.length ?? 0, characters: [...lines].length }
    }
    let words = 0
    for (const { isWordLike } of segmenters.words.segment(text)) if (isWordLike) words += 1
    return { words, characters: [...segmenters.characters.segment(lines)].length }
  }
}
