/** A node of the text as JSON, in ProseMirror's form. The schema has the last word on it: see `insert-content.ts`. */
export interface Content {
  readonly type: string
  readonly attrs?: Readonly<Record<string, unknown>>
  readonly content?: readonly Content[]
  readonly marks?: readonly ContentMark[]
  readonly text?: string
}

export interface ContentMark {
  readonly type: string
  readonly attrs?: Readonly<Record<string, unknown>>
}

/** Quotes and lists within each other are taken in this deep; beyond it their text is, without them. */
export const MAX_DEPTH = 16

export function paragraph(content: readonly Content[]): Content {
  return content.length === 0 ? { type: 'paragraph' } : { type: 'paragraph', content }
}

export function codeBlock(text: string, language: string | null): Content {
  const content = text === '' ? {} : { content: [{ type: 'text', text }] }
  return { type: 'codeBlock', attrs: { language }, ...content }
}
