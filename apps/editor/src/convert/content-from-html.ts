import { DOMParser as SchemaParser, type Schema } from '@tiptap/pm/model'
import type { Content } from './content.ts'

/**
 * The blocks of a piece of HTML. It is read in a document of its own, where no script runs and nothing is loaded, and what
 * comes out is what the schema has: its nodes, its marks, and attributes that it checks. Everything else stays outside.
 */
export function contentFromHtml(html: string, schema: Schema): readonly Content[] {
  const page = new DOMParser().parseFromString(html, 'text/html')
  const doc: unknown = SchemaParser.fromSchema(schema).parse(page.body).toJSON()
  return contentOf(doc)
}

function contentOf(doc: unknown): readonly Content[] {
  // What the schema gives out is in its own form.
  return (doc as Content).content ?? []
}
