import type { Node } from '@tiptap/pm/model'

/** A heading, as the outline shows it. */
export interface OutlineEntry {
  readonly text: string
  /** How far it is nested: 0 for the outermost, and never more than one deeper than the heading before. */
  readonly depth: number
}

interface Heading {
  readonly node: Node
  /** From the start of the node that was asked for to just before the heading. */
  readonly offset: number
}

/**
 * The headings of a document while it is edited. What is the same node as before is not looked through again.
 */
export class Outline {
  readonly #headingsIn = new WeakMap<Node, readonly Heading[]>()

  entries(doc: Node): readonly OutlineEntry[] {
    const open: number[] = []
    return this.#headings(doc).map(({ node }) => {
      const level = levelOf(node)
      while ((open.at(-1) ?? 0) >= level) open.pop()
      open.push(level)
      return { text: node.textContent.trim(), depth: open.length - 1 }
    })
  }

  /** Where each entry's heading stands, in the same order. */
  positions(doc: Node): readonly number[] {
    return this.#headings(doc).map(({ offset }) => offset)
  }

  #headings(container: Node): readonly Heading[] {
    const known = this.#headingsIn.get(container)
    if (known) return known
    const headings: Heading[] = []
    container.forEach((node, offset) => {
      if (node.type.name === 'heading') headings.push({ node, offset })
      else if (!node.isTextblock) {
        for (const inner of this.#headings(node)) {
          headings.push({ node: inner.node, offset: offset + 1 + inner.offset })
        }
      }
    })
    this.#headingsIn.set(container, headings)
    return headings
  }
}

/** Which entry a position belongs to: the last heading at or before it; -1 above the first. */
export function entryAt(positions: readonly number[], position: number): number {
  return positions.filter((heading) => heading <= position).length - 1
}

export function isSameOutline(
  one: readonly OutlineEntry[],
  other: readonly OutlineEntry[],
): boolean {
  return (
    one.length === other.length &&
    one.every(
      ({ text, depth }, index) => text === other[index]?.text && depth === other[index].depth,
    )
  )
}

// A peer may have written anything there.
function levelOf(heading: Node): number {
  const level: unknown = heading.attrs['level']
  return typeof level === 'number' && level >= 1 ? level : 1
}
