import { basePath } from '../browser/base-path.ts'
import { IMAGES_PATH } from '../editor/blocks/image-address.ts'
import type { Node } from '@tiptap/pm/model'
import { htmlFileFrom, htmlFrom } from './html-from-document.ts'
import { markdownFrom } from './markdown-from-document.ts'

export const fileFormats = ['markdown', 'html', 'json'] as const

export type FileFormat = (typeof fileFormats)[number]

const endings = { markdown: 'md', html: 'html', json: 'json' } satisfies Record<FileFormat, string>

const types = {
  markdown: 'text/markdown',
  html: 'text/html',
  json: 'application/json',
} satisfies Record<FileFormat, string>

/** The text of a document as a file of this format. */
export function writeFile(doc: Node, title: string, format: FileFormat): File {
  const name = `${fileName(title)}.${endings[format]}`
  return new File([textOf(doc, title, format)], name, { type: `${types[format]};charset=utf-8` })
}

/** The text as Markdown, with addresses that are good outside this server's pages. */
export function markdownOf(doc: Node): string {
  return markdownFrom(doc, {
    address: wholeAddress,
    html: (node) => htmlFrom(node, wholeAddress),
  })
}

function textOf(doc: Node, title: string, format: FileFormat): string {
  switch (format) {
    case 'markdown':
      return markdownOf(doc)
    case 'html':
      return htmlFileFrom(doc, { title, address: wholeAddress })
    case 'json':
      return jsonFileFrom(doc, title)
  }
}

function jsonFileFrom(doc: Node, title: string): string {
  const document: unknown = doc.toJSON()
  return `${JSON.stringify({ title, document }, null, 2)}\n`
}

function wholeAddress(given: string): string {
  const address = given.startsWith(IMAGES_PATH) ? `${basePath}${given.slice(1)}` : given
  return URL.canParse(address, location.href) ? new URL(address, location.href).href : address
}

/** A name that every system takes. */
function fileName(title: string): string {
  const plain = title
    .replaceAll(/[\p{Cc}\p{Cf}<>:"/\\|?*]/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .replace(/^[. ]+/, '')
    .slice(0, 80)
    .trim()
  return plain === '' ? 'document' : plain
}
