import type { DocumentName } from '@weft/protocol'
import type { Seed } from '@weft/server'
import { Doc, encodeStateAsUpdate, XmlElement, XmlText } from 'yjs'
import { welcome, type Block, type Inline } from './welcome-text.ts'

const NAME = 'welcome'

/** Fixed, so that content that is seeded twice is there once. Its bytes spell "weft". */
const CLIENT_ID = 0x77_65_66_74

/** Gives the document named `welcome` its content, and no other. */
export const seedWelcome: Seed = (document: DocumentName) =>
  document === NAME ? welcomeUpdate() : undefined

/** The welcome document as a Yjs update, in the shape that the editor's ProseMirror binding reads; always the same bytes. */
export function welcomeUpdate(): Uint8Array {
  const doc = new Doc()
  doc.clientID = CLIENT_ID
  doc.getXmlFragment('default').insert(0, welcome.map(elementOf))
  return encodeStateAsUpdate(doc)
}

function elementOf(block: Block): XmlElement {
  switch (block.type) {
    case 'heading':
      return element('heading', [textOf(block.text)], { level: block.level })
    case 'paragraph':
      return paragraphOf(block.text)
    case 'blockquote':
      return element('blockquote', [paragraphOf(block.text)])
    case 'codeBlock':
      return element('codeBlock', [textOf([block.code])], { language: block.language })
    case 'bulletList':
      return element(
        'bulletList',
        block.items.map((text) => element('listItem', [paragraphOf(text)])),
      )
    case 'taskList':
      return element(
        'taskList',
        block.items.map((text) => element('taskItem', [paragraphOf(text)], { checked: false })),
      )
    case 'table':
      return element(
        'table',
        block.rows.map((cells, row) =>
          element(
            'tableRow',
            cells.map((text) => cellOf(row === 0 ? 'tableHeader' : 'tableCell', text)),
          ),
        ),
      )
  }
}

const paragraphOf = (text: readonly Inline[]): XmlElement => element('paragraph', [textOf(text)])

const cellOf = (name: 'tableHeader' | 'tableCell', text: readonly Inline[]): XmlElement =>
  element(name, [paragraphOf(text)], { colspan: 1, rowspan: 1 })

function element(
  name: string,
  children: readonly (XmlElement | XmlText)[],
  attributes: Readonly<Record<string, string | number | boolean>> = {},
): XmlElement {
  const node = new XmlElement(name)
  // Yjs stores any JSON and ProseMirror wants numbers back as numbers, but Yjs' types know only strings.
  for (const attribute of Object.entries(attributes))
    Reflect.apply(node.setAttribute, node, attribute)
  node.insert(0, [...children])
  return node
}

function textOf(parts: readonly Inline[]): XmlText {
  const text = new XmlText()
  text.applyDelta(
    parts.map((part) =>
      typeof part === 'string'
        ? { insert: part }
        : { insert: part.text, attributes: { [part.mark]: {} } },
    ),
  )
  return text
}
