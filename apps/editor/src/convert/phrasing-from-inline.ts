import type { Mark, Node } from '@tiptap/pm/model'
import type { PhrasingContent } from 'mdast'
import { field } from '../collaboration/person.ts'
import { isLinkAddress } from '../editor/link-address.ts'

/** From the outside in: a link holds bold text, not each bold word a link. */
const nesting = ['link', 'bold', 'italic', 'strike', 'underline', 'code'] as const

type MarkName = (typeof nesting)[number]

export interface PhrasingOptions {
  /** The address that the file is to have for one of the document. */
  readonly address: (address: string) => string
  /** Where a line break of Markdown would end what one is in, as in the cell of a table. */
  readonly isOneLine?: boolean
}

/** Running text as Markdown has it: marks that several pieces share are opened and closed once. */
export function phrasingFrom(
  nodes: readonly Node[],
  options: PhrasingOptions,
  depth = 0,
): PhrasingContent[] {
  const name = nesting[depth]
  if (name === undefined) return nodes.flatMap((node) => leaf(node, options))
  return runsOf(nodes, name).flatMap(({ mark, run }) => {
    if (mark && name === 'code') return [{ type: 'inlineCode', value: textOf(run) }]
    const inner = phrasingFrom(run, options, depth + 1)
    return mark ? wrap(name, mark, inner, options) : inner
  })
}

interface Run {
  readonly mark: Mark | undefined
  readonly run: Node[]
}

function runsOf(nodes: readonly Node[], name: MarkName): readonly Run[] {
  const runs: Run[] = []
  for (const node of nodes) {
    const mark = node.marks.find((each) => each.type.name === name)
    const last = runs.at(-1)
    const isSame = mark === undefined ? last?.mark === undefined : last?.mark?.eq(mark)
    if (last && isSame) last.run.push(node)
    else runs.push({ mark, run: [node] })
  }
  return runs
}

function wrap(
  name: MarkName,
  mark: Mark,
  children: PhrasingContent[],
  { address }: PhrasingOptions,
): PhrasingContent[] {
  switch (name) {
    case 'bold':
      return [{ type: 'strong', children }]
    case 'italic':
      return [{ type: 'emphasis', children }]
    case 'strike':
      return [{ type: 'delete', children }]
    // Markdown has no word for it; every reader of Markdown knows the tag.
    case 'underline':
      return [{ type: 'html', value: '<u>' }, ...children, { type: 'html', value: '</u>' }]
    case 'link': {
      const href = field(mark.attrs, 'href')
      // Not what a reader of the file would run by a click.
      return isLinkAddress(href)
        ? [{ type: 'link', url: address(href), children: children }]
        : children
    }
    case 'code':
      return children
  }
}

function leaf(node: Node, { isOneLine }: PhrasingOptions): PhrasingContent[] {
  if (node.type.name === 'hardBreak') {
    return [isOneLine ? { type: 'html', value: '<br>' } : { type: 'break' }]
  }
  return node.text === undefined ? [] : [{ type: 'text', value: node.text }]
}

function textOf(nodes: readonly Node[]): string {
  return nodes.map((node) => node.text ?? ' ').join('')
}
