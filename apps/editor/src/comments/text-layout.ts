import * as Y from 'yjs'

/** A stretch of a document that an anchor can hold on to: a run of text, or a leaf such as an image (of length 1). */
interface Cell {
  readonly type: Y.XmlText | Y.XmlElement
  /** Where it begins, as an editor position. */
  readonly position: number
  /** Where it begins in {@link TextLayout.text}. */
  readonly offset: number
  readonly length: number
}

/** From and to, as editor positions. */
export interface Range {
  readonly from: number
  readonly to: number
}

/** Stands for a leaf in the plain text. */
const LEAF = '\ufffc'

/**
 * Where everything is in a shared text at one moment: translates between the positions of a ProseMirror editor, the
 * types of the Yjs fragment below it, and plain text. Made in one pass, and outdated by the next change.
 */
export class TextLayout {
  readonly #cells: Cell[] = []
  readonly #byType = new Map<unknown, Cell>()
  #length = 0
  #text: string | undefined

  /** @param isLeaf Whether the editor's schema has nothing inside of elements of this name. */
  constructor(fragment: Y.XmlFragment, isLeaf: (nodeName: string) => boolean) {
    this.#layOut(fragment, 0, isLeaf)
  }

  /**
   * The whole text without anything between its blocks, so that it stays the same when a block is split, joined, or
   * turned into one of another kind.
   */
  get text(): string {
    this.#text ??= this.#cells.map(({ type }) => textOf(type)).join('')
    return this.#text
  }

  /** The same range without the block boundaries at its ends. Undefined when there is nothing in it to hold on to. */
  trim({ from, to }: Range): Range | undefined {
    const first = this.#firstCellAfter(from)
    const last = this.#lastCellBefore(to)
    if (!first || !last) return undefined
    const start = Math.max(from, first.position)
    const end = Math.min(to, last.position + last.length)
    return start < end ? { from: start, to: end } : undefined
  }

  /** The Yjs items of the first and last character (or leaf) of a trimmed range. */
  itemsOf({ from, to }: Range): { readonly first: Y.ID; readonly last: Y.ID } | undefined {
    const first = this.#itemAt(this.#firstCellAfter(from), from)
    const last = this.#itemAt(this.#lastCellBefore(to), to - 1)
    return first && last ? { first, last } : undefined
  }

  /**
   * The position before a character or leaf, or after it; of one that is gone from a text that still stands, the place
   * where it was.
   *
   * @param follow Whether to follow what an undo in this very replica brought back. Others cannot.
   */
  positionOf(
    item: Y.ID,
    side: 'before' | 'after',
    doc: Y.Doc,
    follow: boolean,
  ): number | undefined {
    const relative = new Y.RelativePosition(null, null, item, side === 'before' ? 0 : -1)
    const place = Y.createAbsolutePositionFromRelativePosition(relative, doc, follow)
    if (!place) return undefined
    const text = this.#byType.get(place.type)
    if (text) return text.position + place.index
    if (!(place.type instanceof Y.XmlFragment)) return undefined
    const leaf = this.#byType.get(place.type.get(side === 'before' ? place.index : place.index - 1))
    return leaf && leaf.position + (side === 'before' ? 0 : leaf.length)
  }

  /** Where a range of {@link text} is in the editor. */
  rangeOfText(start: number, end: number): Range | undefined {
    const first = this.#cells.find(({ offset, length }) => offset + length > start)
    const last = [...this.#cells].reverse().find(({ offset }) => offset < end)
    if (!first || !last) return undefined
    return {
      from: first.position + start - first.offset,
      to: last.position + end - last.offset,
    }
  }

  /** Where a range of the editor is in {@link text}. */
  textRangeOf({ from, to }: Range): { readonly start: number; readonly end: number } {
    const first = this.#firstCellAfter(from)
    const last = this.#lastCellBefore(to)
    const start = first ? first.offset + Math.max(0, from - first.position) : this.#length
    const end = last ? last.offset + Math.min(last.length, to - last.position) : 0
    return { start, end: Math.max(start, end) }
  }

  #layOut(parent: Y.XmlFragment, start: number, isLeaf: (nodeName: string) => boolean): number {
    let position = start
    // By the items, and not by toArray: this is done at keystrokes.
    for (let item = parent._start; item !== null; item = item.right) {
      if (item.deleted || !(item.content instanceof Y.ContentType)) continue
      const child: unknown = item.content.type
      if (child instanceof Y.XmlText) {
        position = this.#add(child, position, child.length)
      } else if (child instanceof Y.XmlElement) {
        position = isLeaf(child.nodeName)
          ? this.#add(child, position, 1)
          : this.#layOut(child, position + 1, isLeaf) + 1
      }
    }
    return position
  }

  #add(type: Cell['type'], position: number, length: number): number {
    const cell = { type, position, offset: this.#length, length }
    this.#byType.set(type, cell)
    if (length > 0) this.#cells.push(cell)
    this.#length += length
    return position + length
  }

  #firstCellAfter(position: number): Cell | undefined {
    let [low, high] = [0, this.#cells.length]
    while (low < high) {
      const middle = (low + high) >> 1
      const cell = this.#cells[middle]
      if (cell && cell.position + cell.length > position) high = middle
      else low = middle + 1
    }
    return this.#cells[low]
  }

  #lastCellBefore(position: number): Cell | undefined {
    let [low, high] = [0, this.#cells.length]
    while (low < high) {
      const middle = (low + high) >> 1
      const cell = this.#cells[middle]
      if (cell && cell.position < position) low = middle + 1
      else high = middle
    }
    return this.#cells[low - 1]
  }

  #itemAt(cell: Cell | undefined, position: number): Y.ID | null {
    if (!cell) return null
    if (cell.type instanceof Y.XmlElement) return cell.type._item?.id ?? null
    const index = position - cell.position
    if (index < 0 || index >= cell.length) return null
    return Y.createRelativePositionFromTypeIndex(cell.type, index, 0).item
  }
}

function textOf(type: Cell['type']): string {
  if (type instanceof Y.XmlElement) return LEAF
  let text = ''
  for (let item = type._start; item !== null; item = item.right) {
    if (item.deleted || !item.countable) continue
    text += item.content instanceof Y.ContentString ? item.content.str : LEAF.repeat(item.length)
  }
  return text
}
