import { DOMSerializer, type Node, type Schema } from '@tiptap/pm/model'
import { field } from '../collaboration/person.ts'
import fileStyle from './html-file.css?raw'

export interface HtmlFileOptions {
  readonly title: string
  /** The address that the file is to have for one of the document. */
  readonly address: (address: string) => string
}

/** A node as HTML, e.g. a table within Markdown. */
export function htmlFrom(node: Node, address: (address: string) => string): string {
  const page = document.implementation.createHTMLDocument()
  page.body.append(serializerOf(node.type.schema).serializeNode(node, { document: page }))
  tidy(page, address)
  return page.body.innerHTML
}

/** A text as a file of HTML that needs nothing else but its images. Everything in it was drawn by the schema. */
export function htmlFileFrom(doc: Node, { title, address }: HtmlFileOptions): string {
  const page = document.implementation.createHTMLDocument(title)
  const charset = page.createElement('meta')
  charset.setAttribute('charset', 'utf-8')
  const viewport = page.createElement('meta')
  viewport.name = 'viewport'
  viewport.content = 'width=device-width, initial-scale=1'
  const style = page.createElement('style')
  style.textContent = fileStyle
  page.head.prepend(charset, viewport)
  page.head.append(style)
  page.body.append(serializerOf(doc.type.schema).serializeFragment(doc.content, { document: page }))
  tidy(page, address)
  return `<!doctype html>\n${page.documentElement.outerHTML}\n`
}

function serializerOf(schema: Schema): DOMSerializer {
  const nodes = {
    ...DOMSerializer.nodesFromSchema(schema),
    // On the page its view says the language; a file has only the class.
    codeBlock: (node: Node) => {
      const language = field(node.attrs, 'language')
      const named = typeof language === 'string' ? { class: `language-${language}` } : {}
      return ['pre', ['code', named, 0]] as const
    },
  }
  return new DOMSerializer(nodes, DOMSerializer.marksFromSchema(schema))
}

function tidy(page: Document, address: (address: string) => string): void {
  for (const image of page.querySelectorAll('img')) {
    image.setAttribute('src', address(image.getAttribute('src') ?? ''))
  }
  for (const link of page.querySelectorAll('a')) {
    link.setAttribute('href', address(link.getAttribute('href') ?? ''))
    link.rel = 'noopener noreferrer nofollow'
  }
}
