import { Editor, getSchema } from '@tiptap/core'
import { Document } from '@tiptap/extension-document'
import { Link } from '@tiptap/extension-link'
import { Paragraph } from '@tiptap/extension-paragraph'
import { Text } from '@tiptap/extension-text'
import { DOMSerializer } from '@tiptap/pm/model'
import { expect, test } from 'vitest'
import { linkTyping } from './link-typing.ts'
import { SafeLink } from './safe-link.ts'

const basics = [Document, Paragraph, Text]

function draw(attributes: Record<string, unknown>): unknown {
  const link = getSchema([...basics, SafeLink]).marks['link']
  if (!link) throw new Error('The schema has no link')
  const toDom = DOMSerializer.marksFromSchema(link.schema)['link']
  return toDom?.(link.create(attributes), true)
}

test('in the document a link is what it is with Tiptap’s own extension', () => {
  const marks = [SafeLink, Link].map((link) => getSchema([...basics, link]).marks['link'])
  const [own, stock] = marks.map((mark): unknown =>
    mark?.create({ href: 'https://example.org/' }).toJSON(),
  )
  expect(own).toEqual(stock)
  expect(marks[0]?.spec.inclusive).toBe(marks[1]?.spec.inclusive)
})

test('nothing of a link is drawn but its address and title, and no address that runs', () => {
  const peers = { target: '_top', rel: 'opener', class: 'button', title: 'Look' }
  expect(draw({ ...peers, href: 'https://example.org/' })).toEqual([
    'a',
    { href: 'https://example.org/', title: 'Look' },
    0,
  ])
  for (const href of ['javascript:alert(1)', 'java\nscript:alert(1)', 5, null, { a: 1 }]) {
    expect(draw({ href })).toEqual(['a', { href: '', title: null }, 0])
  }
})

test('what comes later makes links of addresses and of Markdown', () => {
  const editor = new Editor({
    element: null,
    extensions: [...basics, SafeLink],
    content: { type: 'doc', content: [{ type: 'paragraph' }] },
  })
  const { inputRule, pasteRule, plugins } = linkTyping(editor)
  const typed = inputRule?.find
  expect(typeof typed === 'function' && typed('See [this](https://example.org)')).toMatchObject({
    data: { href: 'https://example.org' },
  })
  const pasted = pasteRule?.find
  expect(typeof pasted === 'function' && pasted('at example.org now')).toMatchObject([
    { text: 'example.org' },
  ])
  const linking = plugins.find(({ spec }) => spec.appendTransaction)
  const before = editor.state
  const transaction = before.tr.insertText('go to https://example.org ', 1)
  const linked = linking?.spec.appendTransaction?.call(
    linking,
    [transaction],
    before,
    before.apply(transaction),
  )
  expect(JSON.stringify(linked?.doc)).toContain('"href":"https://example.org"')
})
