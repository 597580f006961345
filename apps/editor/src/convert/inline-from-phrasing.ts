import type { Definition, Image, PhrasingContent } from 'mdast'
import type { Content, ContentMark } from './content.ts'

export type Definitions = ReadonlyMap<string, Definition>

/** Tags of HTML that stand in running text, and the marks that they are. */
const tagMarks = new Map([
  ['u', 'underline'],
  ['ins', 'underline'],
  ['b', 'bold'],
  ['strong', 'bold'],
  ['i', 'italic'],
  ['em', 'italic'],
  ['s', 'strike'],
  ['del', 'strike'],
  ['code', 'code'],
])

const TAG = /^<(\/?)([a-z]+)\b[^>]*>$/i

/** Running text from Markdown. Images, which are blocks here, stand among it; whoever calls takes them out. */
export function inlineFrom(
  nodes: readonly PhrasingContent[],
  definitions: Definitions,
  marks: readonly ContentMark[] = [],
): Content[] {
  const found: Content[] = []
  let open: readonly ContentMark[] = marks
  for (const node of nodes) {
    if (node.type === 'html') {
      const [, closing, name = ''] = TAG.exec(node.value) ?? []
      const tag = name.toLowerCase()
      const type = tagMarks.get(tag)
      if (tag === 'br') found.push({ type: 'hardBreak' })
      if (type !== undefined) open = closing ? without(open, type) : withMark(open, { type })
      // Any other tag says nothing about running text.
      continue
    }
    found.push(...pieceFrom(node, definitions, open))
  }
  return found
}

function pieceFrom(
  node: PhrasingContent,
  definitions: Definitions,
  marks: readonly ContentMark[],
): Content[] {
  const inner = (children: readonly PhrasingContent[], mark: ContentMark) =>
    inlineFrom(children, definitions, withMark(marks, mark))
  switch (node.type) {
    case 'text':
      return text(node.value.replaceAll('\n', ' '), marks)
    case 'strong':
      return inner(node.children, { type: 'bold' })
    case 'emphasis':
      return inner(node.children, { type: 'italic' })
    case 'delete':
      return inner(node.children, { type: 'strike' })
    case 'inlineCode':
      // In the schema, code has no other marks.
      return text(node.value, [{ type: 'code' }])
    case 'break':
      return [{ type: 'hardBreak' }]
    case 'link':
      return inner(node.children, linkTo(node.url))
    case 'linkReference': {
      const url = definitions.get(node.identifier)?.url
      return url === undefined
        ? inlineFrom(node.children, definitions, marks)
        : inner(node.children, linkTo(url))
    }
    case 'image':
      return [imageFrom(node)]
    case 'imageReference': {
      const definition = definitions.get(node.identifier)
      return definition ? [imageFrom({ ...definition, type: 'image', alt: node.alt ?? null })] : []
    }
    case 'footnoteReference':
      return text(`[${node.label ?? node.identifier}]`, marks)
    case 'html':
      return []
  }
}

function imageFrom({ url, alt, title }: Image): Content {
  return { type: 'image', attrs: { src: url, alt: alt ?? null, title: title ?? null } }
}

function linkTo(href: string): ContentMark {
  return { type: 'link', attrs: { href } }
}

function text(value: string, marks: readonly ContentMark[]): Content[] {
  return value === '' ? [] : [{ type: 'text', text: value, ...(marks.length > 0 && { marks }) }]
}

function withMark(marks: readonly ContentMark[], mark: ContentMark): readonly ContentMark[] {
  return [...without(marks, mark.type), mark]
}

function without(marks: readonly ContentMark[], type: string): readonly ContentMark[] {
  return marks.filter((mark) => mark.type !== type)
}
