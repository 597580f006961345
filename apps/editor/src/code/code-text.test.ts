import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { changesFrom, codeText, difference, growthOf, type TextChange } from './code-text.ts'

function applied(text: string, changes: readonly TextChange[]): string {
  let [result, position] = ['', 0]
  for (const { from, to, insert } of changes) {
    result += text.slice(position, from) + insert
    position = to
  }
  return result + text.slice(position)
}

test('text is shown as it is, deleted and formatted parts included', () => {
  const text = new Y.Doc().getText('code')
  text.insert(0, 'const a = 1')
  text.delete(6, 1)
  text.format(0, 3, { bold: true })
  expect(codeText(text)).toBe('const  = 1')
})

test('what is no text takes as much room as Yjs gives it', () => {
  const doc = new Y.Doc()
  const text = doc.getText('code')
  text.insert(0, 'ab')
  text.insertEmbed(1, { image: 'x' })
  const foreign = new Y.Doc()
  foreign.getArray('code').insert(0, [1, 2, 3])
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(foreign))
  expect(text.toString()).toBe('ab')
  expect(codeText(text)).toHaveLength(text.length)
  expect(codeText(text).replaceAll('\ufffc', '')).toBe('ab')
})

test('the changes of a peer make the same text here', () => {
  const text = new Y.Doc().getText('code')
  text.insert(0, 'one two three')
  const before = codeText(text)
  let changes: readonly TextChange[] = []
  text.observe(({ delta }) => (changes = changesFrom(delta)))
  text.doc?.transact(() => {
    text.delete(4, 4)
    text.insert(0, 'zero ')
    text.insert(text.length, '!')
    text.insertEmbed(2, { formula: 'x' })
    text.format(6, 2, { bold: true })
  })
  expect(applied(before, changes)).toBe(codeText(text))
  expect(growthOf(changes)).toBe(text.length - before.length)
})

test.each([
  ['', 'abc'],
  ['abc', ''],
  ['aaa', 'aa'],
  ['one two three', 'one 2 three'],
  ['same', 'same'],
])('%j becomes %j by one change', (before, after) => {
  const change = difference(before, after)
  expect(applied(before, [change])).toBe(after)
  expect(change.insert.length).toBeLessThanOrEqual(after.length)
  if (before === after) expect(change.from).toBe(change.to)
})
