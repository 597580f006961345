import type { Node } from '@tiptap/pm/model'
import type { BlockContent, ListItem, PhrasingContent, Root, Table } from 'mdast'
import { gfmToMarkdown } from 'mdast-util-gfm'
import { toMarkdown } from 'mdast-util-to-markdown'
import { field } from '../collaboration/person.ts'
import { phrasingFrom, type PhrasingOptions } from './phrasing-from-inline.ts'

export interface MarkdownOptions {
  /** The address that the file is to have for one of the document, e.g. that of an image on this server. */
  readonly address: (address: string) => string
  /** For what Markdown has no signs for, as cells that span others. */
  readonly html: (node: Node) => string
}

/** A text as GitHub's Markdown. Empty paragraphs are left out: Markdown has none. */
export function markdownFrom(doc: Node, options: MarkdownOptions): string {
  const root: Root = { type: 'root', children: blocksFrom(doc, options) }
  return toMarkdown(root, {
    extensions: [gfmToMarkdown({ tablePipeAlign: false })],
    bullet: '-',
    // Not `---`, which at the very start means settings to some.
    rule: '*',
    emphasis: '*',
    fences: true,
    listItemIndent: 'one',
  })
}

function blocksFrom(parent: Node, options: MarkdownOptions): BlockContent[] {
  return childrenOf(parent).flatMap((node) => blockFrom(node, options))
}

function blockFrom(node: Node, options: MarkdownOptions): BlockContent[] {
  const inline = (): PhrasingContent[] => phrasingFrom(childrenOf(node), options)
  switch (node.type.name) {
    case 'paragraph':
      return node.childCount === 0 ? [] : [{ type: 'paragraph', children: inline() }]
    case 'heading':
      return [{ type: 'heading', depth: depthOf(node), children: inline() }]
    case 'blockquote':
      return [{ type: 'blockquote', children: blocksFrom(node, options) }]
    case 'codeBlock':
      return [{ type: 'code', lang: textAttribute(node, 'language'), value: node.textContent }]
    case 'horizontalRule':
      return [{ type: 'thematicBreak' }]
    case 'bulletList':
    case 'taskList':
      return [{ type: 'list', ordered: false, spread: false, children: itemsFrom(node, options) }]
    case 'orderedList': {
      const start = field(node.attrs, 'start')
      const items = itemsFrom(node, options)
      const first = typeof start === 'number' ? start : 1
      return [{ type: 'list', ordered: true, start: first, spread: false, children: items }]
    }
    case 'image':
      return imageFrom(node, options)
    case 'table':
      return isPlainTable(node)
        ? [tableFrom(node, options)]
        : [{ type: 'html', value: options.html(node) }]
    default:
      return node.isTextblock
        ? [{ type: 'paragraph', children: inline() }]
        : blocksFrom(node, options)
  }
}

function itemsFrom(list: Node, options: MarkdownOptions): ListItem[] {
  return childrenOf(list).map((item) => {
    const checked = field(item.attrs, 'checked')
    const children = blocksFrom(item, options)
    return {
      type: 'listItem',
      spread: children.filter(({ type }) => type !== 'list').length > 1,
      checked: item.type.name === 'taskItem' ? checked === true : null,
      // An item with nothing in it is one still.
      children: children.length > 0 ? children : [{ type: 'paragraph', children: [] }],
    }
  })
}

function imageFrom(node: Node, { address }: MarkdownOptions): BlockContent[] {
  const url = textAttribute(node, 'src')
  if (url === null) return []
  const [alt, title] = [textAttribute(node, 'alt'), textAttribute(node, 'title')]
  const image: PhrasingContent = { type: 'image', url: address(url), alt, title }
  return [{ type: 'paragraph', children: [image] }]
}

/** Whether Markdown can say it: a first row of headings, no cell over several places, running text in each. */
function isPlainTable(table: Node): boolean {
  return childrenOf(table).every((row, index) =>
    childrenOf(row).every((cell) => {
      const isHeader = cell.type.name === 'tableHeader'
      const spans = [field(cell.attrs, 'colspan'), field(cell.attrs, 'rowspan')]
      return (
        isHeader === (index === 0) &&
        spans.every((span) => span === 1 || span === undefined) &&
        childrenOf(cell).every(({ type }) => type.name === 'paragraph')
      )
    }),
  )
}

function tableFrom(table: Node, options: MarkdownOptions): Table {
  const first = table.firstChild
  const align = first ? childrenOf(first).map((cell) => alignOf(cell)) : []
  return {
    type: 'table',
    align,
    children: childrenOf(table).map((row) => ({
      type: 'tableRow',
      children: childrenOf(row).map((cell) => ({
        type: 'tableCell',
        children: cellFrom(cell, { ...options, isOneLine: true }),
      })),
    })),
  }
}

function cellFrom(cell: Node, options: PhrasingOptions): PhrasingContent[] {
  return childrenOf(cell).flatMap((paragraph, index): PhrasingContent[] => [
    ...(index > 0 ? [{ type: 'html' as const, value: '<br>' }] : []),
    ...phrasingFrom(childrenOf(paragraph), options),
  ])
}

function alignOf(cell: Node): 'left' | 'center' | 'right' | null {
  const align = field(cell.attrs, 'align')
  return align === 'left' || align === 'center' || align === 'right' ? align : null
}

function depthOf(heading: Node): 1 | 2 | 3 {
  const level = field(heading.attrs, 'level')
  return level === 2 || level === 3 ? level : 1
}

function textAttribute(node: Node, name: string): string | null {
  const value = field(node.attrs, name)
  return typeof value === 'string' && value !== '' ? value : null
}

function childrenOf(node: Node): readonly Node[] {
  return node.children
}
