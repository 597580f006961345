import { getSchema } from '@tiptap/core'
import { TaskItem, TaskList } from '@tiptap/extension-list'
import type { Node } from '@tiptap/pm/model'
import StarterKit from '@tiptap/starter-kit'
import { expect, test } from 'vitest'
import { followPosition } from './follow-position.ts'

const schema = getSchema([StarterKit, TaskList, TaskItem])

/** `['p:one', 'h:two', 'li:three']`; a caret is a `^` in the text of one of them. */
function draw(blocks: readonly string[]): { doc: Node; caret: number } {
  const nodes = blocks.map((block) => {
    const [kind = '', text = ''] = block.replace('^', '').split(':')
    const content = text === '' ? [] : [schema.text(text)]
    switch (kind) {
      case 'h':
        return schema.node('heading', { level: 2 }, content)
      case 'pre':
        return schema.node('codeBlock', null, content)
      case 'quote':
        return schema.node('blockquote', null, [schema.node('paragraph', null, content)])
      case 'li':
        return schema.node('bulletList', null, [
          schema.node('listItem', null, [schema.node('paragraph', null, content)]),
        ])
      case 'b':
        return schema.node('paragraph', null, [schema.text(text, [schema.mark('bold')])])
      default:
        return schema.node('paragraph', null, content)
    }
  })
  const doc = schema.node('doc', null, nodes)
  let caret = -1
  let index = 0
  doc.descendants((node, position) => {
    if (!node.isTextblock) return true
    const text = blocks[index++]?.split(':')[1] ?? ''
    if (text.includes('^')) caret = position + 1 + text.indexOf('^')
    return false
  })
  return { doc, caret }
}

const changes: readonly (readonly [string, string[], string[]])[] = [
  ['split before it', ['p:one', 'p:alpha beta ^gamma'], ['p:one', 'p:alpha', 'p: beta ^gamma']],
  ['split after it', ['p:alpha ^beta gamma'], ['p:alpha ^beta', 'p: gamma']],
  ['split at it', ['p:alpha^ beta'], ['p:alpha^', 'p: beta']],
  ['joined to the block before', ['p:one', 'p:alpha ^beta'], ['p:onealpha ^beta']],
  ['joined to the block after', ['p:alpha ^beta', 'p:two'], ['p:alpha ^betatwo']],
  ['made a heading', ['p:one', 'p:alpha ^beta', 'p:two'], ['p:one', 'h:alpha ^beta', 'p:two']],
  ['made a list', ['p:one', 'p:alpha ^beta', 'p:two'], ['p:one', 'li:alpha ^beta', 'p:two']],
  ['made a quote', ['p:alpha ^beta'], ['quote:alpha ^beta']],
  ['taken out of a list', ['li:alpha ^beta'], ['p:alpha ^beta']],
  ['made code, at its start', ['p:^alpha'], ['pre:^alpha']],
  ['made code, at its end', ['p:alpha^'], ['pre:alpha^']],
  ['made bold', ['p:alpha ^beta'], ['b:alpha ^beta']],
  ['both retyped, same text twice', ['p:same', 'p:sa^me'], ['h:same', 'h:sa^me']],
  ['retyped while the next is edited', ['p:al^pha', 'p:two'], ['h:al^pha', 'p:twice']],
  ['retyped while the last is edited', ['p:one', 'p:al^pha'], ['p:once', 'h:al^pha']],
  ['untouched', ['p:al^pha'], ['p:al^pha']],
]

test.each(changes)('a caret in a block stays in its place when it is %s', (_what, old, now) => {
  const [before, after] = [draw(old), draw(now)]
  expect(before.caret).toBeGreaterThan(0)
  expect(followPosition(before.doc, after.doc, before.caret)).toBe(after.caret)
})

test('a caret in text that was rewritten has no place to follow', () => {
  const { doc, caret } = draw(['p:one', 'p:alpha ^beta', 'p:two'])
  expect(
    followPosition(doc, draw(['p:one', 'h:something else', 'p:two']).doc, caret),
  ).toBeUndefined()
})

test('of several blocks with its text a caret takes none at random', () => {
  const { doc, caret } = draw(['p:sa^me', 'p:end'])
  expect(followPosition(doc, draw(['h:same', 'h:same', 'p:end.']).doc, caret)).toBeUndefined()
})
