import type { Definition, List, ListItem, PhrasingContent, RootContent, Table } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'
import { codeBlock, type Content, MAX_DEPTH, paragraph } from './content.ts'
import { type Definitions, inlineFrom } from './inline-from-phrasing.ts'

// Settings as static site generators have them; a mere line at the start is none.
const FRONT_MATTER = /^---\r?\n([\w-]+:[^]*?)\r?\n---(?:\r?\n|$)/

interface Reading {
  readonly definitions: Definitions
  /** Reads a piece of HTML, of which Markdown may hold any. */
  readonly html: (html: string) => readonly Content[]
  readonly depth: number
}

/**
 * The blocks of a text in GitHub's Markdown. What the editor has no block for becomes the nearest that it has; no text is
 * left out but what is hidden there too.
 */
export function contentFromMarkdown(
  markdown: string,
  html: (html: string) => readonly Content[],
): Content[] {
  const [front = '', settings] = FRONT_MATTER.exec(markdown) ?? []
  const root = fromMarkdown(markdown.slice(front.length), {
    extensions: [gfm()],
    mdastExtensions: [gfmFromMarkdown()],
  })
  const definitions = new Map<string, Definition>()
  for (const node of root.children) {
    if (node.type === 'definition') definitions.set(node.identifier, node)
  }
  const blocks = blocksFrom(root.children, { definitions, html, depth: 0 })
  if (settings !== undefined) return [codeBlock(settings, 'yaml'), ...blocks]
  return blocks.length > 0 ? blocks : [paragraph([])]
}

function blocksFrom(nodes: readonly RootContent[], reading: Reading): Content[] {
  return nodes.flatMap((node) => blockFrom(node, reading))
}

function blockFrom(node: RootContent, reading: Reading): readonly Content[] {
  const deeper = { ...reading, depth: reading.depth + 1 }
  switch (node.type) {
    case 'paragraph':
      return paragraphsFrom(node.children, reading)
    case 'heading': {
      const { definitions } = reading
      const content = inlineFrom(node.children, definitions).filter(({ type }) => type !== 'image')
      const attrs = { level: Math.min(node.depth, 3) }
      return [{ type: 'heading', attrs, ...(content.length > 0 && { content }) }]
    }
    case 'blockquote':
      return wrapped('blockquote', blocksFrom(node.children, deeper), deeper)
    case 'list':
      return listsFrom(node, deeper)
    case 'code':
      return [codeBlock(node.value, node.lang ?? null)]
    case 'thematicBreak':
      return [{ type: 'horizontalRule' }]
    case 'table':
      return [tableFrom(node, reading)]
    case 'html':
      return reading.html(node.value)
    case 'footnoteDefinition': {
      const label: Content = { type: 'text', text: `[${node.label ?? node.identifier}] ` }
      const [first, ...rest] = blocksFrom(node.children, reading)
      return first?.type === 'paragraph'
        ? [paragraph([label, ...(first.content ?? [])]), ...rest]
        : [paragraph([label]), ...(first ? [first] : []), ...rest]
    }
    default:
      return []
  }
}

/** A paragraph, in several where images stand in it: they are blocks. */
function paragraphsFrom(
  nodes: readonly PhrasingContent[],
  { definitions }: Reading,
): readonly Content[] {
  const blocks: Content[] = []
  let line: Content[] = []
  const endLine = () => {
    const isBlank = line.every(({ text }) => text?.trim() === '')
    if (!isBlank) blocks.push(paragraph(line))
    line = []
  }
  for (const piece of inlineFrom(nodes, definitions)) {
    if (piece.type !== 'image') {
      line.push(piece)
      continue
    }
    endLine()
    blocks.push(piece)
  }
  endLine()
  return blocks
}

/** One list, or several where tasks and other items take turns. */
function listsFrom(list: List, reading: Reading): readonly Content[] {
  const lists: { readonly isTasks: boolean; readonly items: ListItem[] }[] = []
  for (const item of list.children) {
    const isTasks = typeof item.checked === 'boolean'
    const last = lists.at(-1)
    if (last?.isTasks === isTasks) last.items.push(item)
    else lists.push({ isTasks, items: [item] })
  }
  return lists.flatMap(({ isTasks, items }) => {
    const content = items.map((item) => itemFrom(item, isTasks, reading))
    if (reading.depth > MAX_DEPTH) return content.flatMap((item) => item.content ?? [])
    if (isTasks) return [{ type: 'taskList', content }]
    if (!list.ordered) return [{ type: 'bulletList', content }]
    return [{ type: 'orderedList', attrs: { start: list.start ?? 1 }, content }]
  })
}

function itemFrom(item: ListItem, isTask: boolean, reading: Reading): Content {
  const blocks = blocksFrom(item.children, reading)
  // An item begins with a paragraph.
  const content = blocks[0]?.type === 'paragraph' ? blocks : [paragraph([]), ...blocks]
  return isTask
    ? { type: 'taskItem', attrs: { checked: item.checked === true }, content }
    : { type: 'listItem', content }
}

function wrapped(type: string, content: readonly Content[], { depth }: Reading) {
  if (depth > MAX_DEPTH) return content
  return [{ type, content: content.length > 0 ? content : [paragraph([])] }]
}

function tableFrom({ children, align }: Table, { definitions }: Reading): Content {
  const columns = Math.max(1, ...children.map((row) => row.children.length))
  const cellFrom = (nodes: readonly PhrasingContent[], row: number, column: number): Content => ({
    type: row === 0 ? 'tableHeader' : 'tableCell',
    attrs: { align: align?.[column] ?? null },
    content: cellParagraphs(inlineFrom(nodes, definitions)),
  })
  const content = children.map((row, index) => ({
    type: 'tableRow',
    content: Array.from({ length: columns }, (_, column) =>
      cellFrom(row.children[column]?.children ?? [], index, column),
    ),
  }))
  return { type: 'table', content }
}

/** A line break in a cell is how Markdown writes a new paragraph there. */
function cellParagraphs(pieces: readonly Content[]): readonly Content[] {
  const lines: Content[][] = [[]]
  for (const piece of pieces) {
    if (piece.type === 'hardBreak') lines.push([])
    else if (piece.type !== 'image') lines.at(-1)?.push(piece)
  }
  return lines.map(paragraph)
}
