import { Node } from '@tiptap/core'
import { cleaners } from './clean-attributes.ts'
import { drawTable } from './table-view.ts'

/*
 * The nodes of `@tiptap/extension-table`, under the same names and with the same attributes, and without what it brings
 * along: that is loaded with the first table.
 */

const ROLES: Readonly<Record<string, string>> = {
  table: 'table',
  tableRow: 'row',
  tableCell: 'cell',
  tableHeader: 'header_cell',
}

const Table = Node.create({
  name: 'table',
  group: 'block',
  content: 'tableRow+',
  isolating: true,
  parseHTML: () => [{ tag: 'table' }],
  renderHTML: () => ['table', ['tbody', 0]],
  addNodeView() {
    const { editor } = this
    return () => drawTable(editor)
  },
  // What prosemirror-tables knows the nodes by.
  extendNodeSchema: ({ name }) => {
    const tableRole = ROLES[name]
    return tableRole === undefined ? {} : { tableRole }
  },
})

const TableRow = Node.create({
  name: 'tableRow',
  content: '(tableCell | tableHeader)*',
  parseHTML: () => [{ tag: 'tr' }],
  renderHTML: () => ['tr', 0],
})

const clean = cleaners.tableCell

const spanned = (name: 'colspan' | 'rowspan') => ({
  default: 1,
  parseHTML: (element: HTMLElement) => clean[name](Number(element.getAttribute(name) ?? 1)),
  renderHTML: (attributes: Record<string, unknown>) =>
    attributes[name] === 1 ? {} : { [name]: attributes[name] },
})

const cellNode = (name: 'tableCell' | 'tableHeader', tag: 'td' | 'th') =>
  Node.create({
    name,
    content: 'block+',
    isolating: true,
    addAttributes: () => ({
      colspan: spanned('colspan'),
      rowspan: spanned('rowspan'),
      // Kept for editors that set widths; here columns are as wide as their text wants.
      colwidth: { default: null, parseHTML: () => null, rendered: false },
      align: {
        default: null,
        parseHTML: ({ style, attributes }: HTMLElement) =>
          clean.align(style.textAlign || attributes.getNamedItem('align')?.value),
        renderHTML: ({ align }: Record<string, unknown>) => (align ? { align } : {}),
      },
    }),
    parseHTML: () => [{ tag }],
    renderHTML: ({ HTMLAttributes }) => [tag, HTMLAttributes, 0],
  })

export const tableNodes = [
  Table,
  TableRow,
  cellNode('tableCell', 'td'),
  cellNode('tableHeader', 'th'),
]
