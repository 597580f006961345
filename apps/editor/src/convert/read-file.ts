import { Node, type Schema } from '@tiptap/pm/model'
import { field } from '../collaboration/person.ts'
import { type Content, paragraph } from './content.ts'
import { contentFromHtml } from './content-from-html.ts'
import { contentFromMarkdown } from './content-from-markdown.ts'

/** The largest file that is read, in bytes. A text of this size is some thousand pages. */
export const MAX_FILE_BYTES = 8 * 1024 * 1024

export const READ_ENDINGS = ['.md', '.markdown', '.txt', '.html', '.htm', '.json'] as const

export interface FileToRead {
  readonly name: string
  readonly size: number
  readonly text: () => Promise<string>
}

export type ReadFile =
  | { readonly ok: true; readonly title: string; readonly doc: Node }
  | { readonly ok: false; readonly because: 'too-large' | 'unknown-type' | 'unreadable' }

/** Reads a file into a text that the schema has checked. */
export async function readFile(file: FileToRead, schema: Schema): Promise<ReadFile> {
  if (file.size > MAX_FILE_BYTES) return { ok: false, because: 'too-large' }
  const name = file.name.toLowerCase()
  const ending = READ_ENDINGS.find((each) => name.endsWith(each))
  if (ending === undefined) return { ok: false, because: 'unknown-type' }
  try {
    const text = (await file.text()).replace(/^\ufeff/, '')
    const { title, content } = readText(text, ending, schema)
    const doc = Node.fromJSON(schema, { type: 'doc', content })
    doc.check()
    const fileTitle = file.name.slice(0, -ending.length)
    return { ok: true, title: title ?? fileTitle, doc }
  } catch {
    // Not JSON, not of this schema, or nested beyond what anything can read.
    return { ok: false, because: 'unreadable' }
  }
}

function readText(
  text: string,
  ending: (typeof READ_ENDINGS)[number],
  schema: Schema,
): { readonly title?: string; readonly content: unknown } {
  switch (ending) {
    case '.md':
    case '.markdown':
      return { content: contentFromMarkdown(text, (html) => contentFromHtml(html, schema)) }
    case '.html':
    case '.htm':
      return { content: contentFromHtml(text, schema) }
    case '.txt':
      return { content: text.split(/\r?\n/).map(line) }
    case '.json': {
      const file: unknown = JSON.parse(text)
      const title = field(file, 'title')
      const content = field(field(file, 'document'), 'content')
      if (!Array.isArray(content)) throw new TypeError('the file holds no document')
      return { content, ...(typeof title === 'string' && { title }) }
    }
  }
}

function line(text: string): Content {
  return paragraph(text === '' ? [] : [{ type: 'text', text }])
}
