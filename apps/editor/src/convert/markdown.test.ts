import { getSchema } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { schemaExtensions } from '../editor/schema.ts'
import type { Content } from './content.ts'
import { contentFromMarkdown } from './content-from-markdown.ts'
import { markdownFrom } from './markdown-from-document.ts'

const schema = getSchema(schemaExtensions)
const noHtml = () => []
const options = { address: (address: string) => address, html: () => '<table></table>' }

const docOf = (content: readonly Content[]) => {
  const doc = schema.nodeFromJSON({ type: 'doc', content })
  doc.check()
  return doc
}
const toMarkdown = (content: readonly Content[]) => markdownFrom(docOf(content), options)
const fromMarkdown = (markdown: string): Content =>
  jsonOf(docOf(contentFromMarkdown(markdown, noHtml)))
const jsonOf = (doc: Node): Content => {
  const json: unknown = doc.toJSON()
  return json as Content
}

const text = (value: string, ...marks: string[]): Content => ({
  type: 'text',
  text: value,
  marks: marks.map((type) => ({ type })),
})
const p = (...content: readonly Content[]): Content => ({ type: 'paragraph', content })

describe('to Markdown', () => {
  test('what a peer made a link of, but runs when it is followed, is written as text', () => {
    const link = (href: unknown): Content => ({
      type: 'text',
      text: 'here',
      marks: [{ type: 'link', attrs: { href } }],
    })
    expect(toMarkdown([p(link('javascript:alert(1)'))])).toBe('here\n')
    expect(toMarkdown([p(link(' java\nscript:alert(1)'))])).toBe('here\n')
    expect(toMarkdown([p(link({ toString: 1 }))])).toBe('here\n')
    expect(toMarkdown([p(link('https://a.example/'))])).toBe('[here](https://a.example/)\n')
  })

  test('every block as GitHub writes it', () => {
    const cell = (type: string, value: string) => ({ type, content: [p(text(value))] })
    expect(
      toMarkdown([
        { type: 'heading', attrs: { level: 2 }, content: [text('Notes')] },
        p(text('Plain, '), text('bold', 'bold'), text(' and '), text('x*y', 'code')),
        {
          type: 'taskList',
          content: [
            { type: 'taskItem', attrs: { checked: true }, content: [p(text('Done'))] },
            { type: 'taskItem', attrs: { checked: false }, content: [p(text('Open'))] },
          ],
        },
        {
          type: 'orderedList',
          attrs: { start: 3 },
          content: [{ type: 'listItem', content: [p(text('Three'))] }],
        },
        { type: 'blockquote', content: [p(text('Said'))] },
        { type: 'codeBlock', attrs: { language: 'js' }, content: [text('a()\nb()')] },
        { type: 'horizontalRule' },
        { type: 'image', attrs: { src: 'https://a.example/b.png', alt: 'A loom' } },
        {
          type: 'table',
          content: [
            { type: 'tableRow', content: [cell('tableHeader', 'A'), cell('tableHeader', 'B')] },
            { type: 'tableRow', content: [cell('tableCell', 'a|b'), cell('tableCell', 'c')] },
          ],
        },
      ]),
    ).toBe(`## Notes

Plain, **bold** and \`x*y\`

- [x] Done
- [ ] Open

3. Three

> Said

\`\`\`js
a()
b()
\`\`\`

***

![A loom](https://a.example/b.png)

| A | B |
| - | - |
| a\\|b | c |
`)
  })

  test('what looks like Markdown and is text stays text', () => {
    for (const value of [
      '# no heading',
      '1. no list',
      '*a* _b_ `c`',
      '[a](b)',
      '<b>',
      'a\\b',
      '---',
    ]) {
      expect(fromMarkdown(toMarkdown([p(text(value))])).content).toEqual([
        { type: 'paragraph', content: [{ type: 'text', text: value }] },
      ])
    }
  })

  test('a table that Markdown has no signs for is HTML', () => {
    const wide = { type: 'tableCell', attrs: { colspan: 2 }, content: [p(text('wide'))] }
    expect(toMarkdown([{ type: 'table', content: [{ type: 'tableRow', content: [wide] }] }])).toBe(
      '<table></table>\n',
    )
  })
})

describe('from Markdown', () => {
  test('references, line breaks, images within text, and settings at the top', () => {
    const doc = fromMarkdown(
      '---\ntitle: A\n---\nOne\ntwo  \nthree ![x](/y.png) [four][r]\n\n[r]: https://a.example\n',
    )
    expect(doc.content).toMatchObject([
      { type: 'codeBlock', content: [{ text: 'title: A' }] },
      {
        type: 'paragraph',
        content: [{ text: 'One two' }, { type: 'hardBreak' }, { text: 'three ' }],
      },
      { type: 'image', attrs: { alt: 'x' } },
      { content: [{ text: ' ' }, { text: 'four', marks: [{ type: 'link' }] }] },
    ])
  })

  test('tasks and other items that take turns are lists of their own', () => {
    const { content } = fromMarkdown('- [x] a\n- b\n- [ ] c\n')
    expect(content).toMatchObject([
      { type: 'taskList' },
      { type: 'bulletList' },
      { type: 'taskList', content: [{ attrs: { checked: false } }] },
    ])
  })

  test('however deep it nests, nothing breaks and the text is there', () => {
    const quotes = fromMarkdown(`${'>'.repeat(200)} deep`)
    expect(JSON.stringify(quotes)).toContain('deep')
    const lists = fromMarkdown(
      Array.from({ length: 60 }, (_, depth) => `${'  '.repeat(depth)}- item ${depth}`).join('\n'),
    )
    expect(JSON.stringify(lists)).toContain('item 59')
  })

  test('a link that is none to follow is text, and so is a script', () => {
    const doc = schema.nodeFromJSON({
      type: 'doc',
      content: contentFromMarkdown('[a](javascript:alert(1)) <script>alert(1)</script>', noHtml),
    })
    expect(doc.textContent).toContain('a')
  })

  test('any text makes a document that the schema takes', () => {
    const line = fc.oneof(
      fc.string(),
      fc.constantFrom(
        '# a',
        '- b',
        '  - [ ] c',
        '> d',
        '```',
        '| a | b |',
        '| - | - |',
        '1) e',
        '***',
      ),
    )
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
        fromMarkdown(lines.join('\n'))
      }),
    )
  })
})

describe('there and back', () => {
  const word = fc.constantFrom('warp', 'weft', 'a*b', '_c_', '# d', '1.', 'e|f', '`g`', '<h>', '\\')
  const marks = fc.subarray(['bold', 'italic', 'strike', 'underline'])
  const inline = fc
    .array(fc.tuple(word, marks), { minLength: 1, maxLength: 4 })
    .map((pieces) => pieces.map(([value, types]) => text(value, ...types)))
  const line = inline.map((content) => p(...content))
  const block = fc.oneof(
    line,
    fc.tuple(fc.integer({ min: 1, max: 3 }), inline).map(([level, content]) => ({
      type: 'heading',
      attrs: { level },
      content,
    })),
    fc
      .array(line, { minLength: 1, maxLength: 3 })
      .map((content) => ({ type: 'blockquote', content })),
    fc.array(line, { minLength: 1, maxLength: 3 }).map((lines) => ({
      type: 'bulletList',
      content: lines.map((each) => ({ type: 'listItem', content: [each] })),
    })),
    fc.constant({ type: 'horizontalRule' }),
  )

  test('a text is the same', () => {
    fc.assert(
      fc.property(fc.array(block, { minLength: 1, maxLength: 5 }), (blocks) => {
        // Two lists after each other are one in Markdown, and so are two quotes.
        const apart = blocks.flatMap((each) => [each, { type: 'horizontalRule' }])
        const doc = docOf(apart)
        expect(fromMarkdown(markdownFrom(doc, options))).toEqual(jsonOf(doc))
      }),
      { numRuns: 300 },
    )
  })
})
