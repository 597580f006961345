import type { Node } from 'prosemirror-model'
import { align } from './alignment.ts'
import type { Replaced } from './differences.ts'

/** Stands before the text of each block: no text has it. */
const BLOCK = '\n¶'

/** What is no text, such as a picture within a line. */
const LEAF = '\n·'

/** The text of a part of a document, a token for each character and for the beginning of each block. */
interface Tokens {
  readonly words: readonly string[]
  /** Where each of them ends. */
  readonly ends: readonly number[]
}

/**
 * Where a position in a textblock is in a text that others have changed around it: beside the same characters as before.
 * Beside the one before it, where both are left and something has come between them; so what others write at one's caret
 * stands after it.
 *
 * @param replaced The part that has changed, in which the position is.
 * @returns Undefined when nothing is left of the text around it.
 */
export function followText(
  before: Node,
  after: Node,
  replaced: Replaced,
  position: number,
): number | undefined {
  const $position = before.resolve(position)
  if (!$position.parent.isTextblock) return undefined
  const old = tokensIn(before, replaced.from, replaced.to)
  const now = tokensIn(after, replaced.newFrom, replaced.newTo)
  const kept = align(old.words, now.words)
  if (!kept) return undefined

  /** Where what has become of a token ends. */
  const endOf = (index: number) => now.ends[kept[index] ?? -1]
  const startOf = (index: number) => {
    const end = endOf(index)
    return end === undefined ? undefined : end - 1
  }
  const next = old.ends.findIndex((end) => end > position)
  const right = next < 0 ? old.words.length : next
  // The block's own text, and the beginning of the block before it.
  const first = firstInBlock(old.words, right)
  const last = lastInBlock(old.words, right)
  const left = right - 1
  if (left < first) {
    const start = endOf(left)
    const rest = Array.from({ length: last - right + 1 }, (_, index) => startOf(right + index))
    const beside = rest.find((place) => place !== undefined)
    if (start === undefined || beside === undefined) return beside ?? start
    // At the beginning of a block one stays there, unless the text has gone on to another.
    return after.resolve(start).sameParent(after.resolve(beside)) ? start : beside
  }
  for (let distance = 0; distance <= last - first + 1; distance++) {
    const [one, other] = [left - distance, right + distance]
    const place =
      (one >= first ? endOf(one) : undefined) ?? (other <= last ? startOf(other) : undefined)
    if (place !== undefined) return place
  }
  return endOf(first - 1)
}

function tokensIn(doc: Node, from: number, to: number): Tokens {
  const words: string[] = []
  const ends: number[] = []
  const $from = doc.resolve(from)
  const begin = $from.parent.isTextblock ? $from.start() : from
  const $to = doc.resolve(to)
  const end = $to.parent.isTextblock ? $to.end() : to
  doc.nodesBetween(begin, Math.max(begin, end), (node, position) => {
    if (node.isTextblock) {
      words.push(BLOCK)
      ends.push(position + 1)
    } else if (node.isText) {
      const text = node.text ?? ''
      for (let index = 0; index < text.length; index++) {
        words.push(text.charAt(index))
        ends.push(position + index + 1)
      }
    } else if (node.isInline) {
      words.push(LEAF)
      ends.push(position + node.nodeSize)
      return false
    }
    return true
  })
  return { words, ends }
}

function firstInBlock(words: readonly string[], index: number): number {
  let first = index
  while (first > 0 && words[first - 1] !== BLOCK) first--
  return first
}

function lastInBlock(words: readonly string[], index: number): number {
  let last = index - 1
  while (last + 1 < words.length && words[last + 1] !== BLOCK) last++
  return last
}
