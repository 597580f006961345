import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { SharedTitle } from './shared-title.ts'

function titleOf(text = ''): { readonly doc: Y.Doc; readonly title: SharedTitle } {
  const doc = new Y.Doc()
  doc.getText('title').insert(0, text)
  return { doc, title: new SharedTitle(doc) }
}

/** Two people who see each other's changes at once. */
function pair(text: string) {
  const one = titleOf()
  const other = titleOf()
  const follow = (from: Y.Doc, to: Y.Doc) =>
    from.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'followed') Y.applyUpdate(to, update, 'followed')
    })
  follow(one.doc, other.doc)
  follow(other.doc, one.doc)
  one.doc.getText('title').insert(0, text)
  return { one: one.title, other: other.title }
}

test('what one person makes of the title, the others see', () => {
  const { one, other } = pair('Plan')
  const seen: string[] = []
  other.subscribe(() => seen.push(other.get()))
  one.change('Plan', 'Plans', 5)
  expect([one.get(), other.get(), seen]).toEqual(['Plans', 'Plans', ['Plans']])
})

test('an edit touches only what it changes, so that two people’s merge', () => {
  const [one, other] = [titleOf(), titleOf()]
  one.doc.getText('title').insert(0, 'the plan')
  Y.applyUpdate(other.doc, Y.encodeStateAsUpdate(one.doc))
  one.title.change('the plan', 'the plan for May')
  other.title.change('the plan', 'My plan')
  Y.applyUpdate(other.doc, Y.encodeStateAsUpdate(one.doc))
  Y.applyUpdate(one.doc, Y.encodeStateAsUpdate(other.doc))
  expect([one.title.get(), other.title.get()]).toEqual(['My plan for May', 'My plan for May'])
})

test('what was begun before somebody else’s edit is made after it', () => {
  const { one, other } = pair('the plan')
  other.change('the plan', 'Our plan')
  one.change('the plan', 'the plan for May')
  expect(one.get()).toBe('Our plan for May')
})

describe('undo', () => {
  test('takes back one’s own and leaves the others’', () => {
    const { one, other } = pair('Plan')
    one.change('Plan', 'Plan A')
    other.change('Plan A', 'The Plan A')
    one.undo()
    expect(one.get()).toBe('The Plan')
    one.redo()
    expect(one.get()).toBe('The Plan A')
  })

  test('does nothing when there is nothing of one’s own', () => {
    const { one, other } = pair('Plan')
    one.undo()
    other.undo()
    expect(one.get()).toBe('Plan')
  })

  test('goes in the steps that one made', () => {
    const { title } = titleOf('Plan')
    title.change('Plan', 'Plan A')
    title.endUndoStep()
    title.change('Plan A', 'Plan A, new')
    title.undo()
    expect(title.get()).toBe('Plan A')
  })
})

describe('a title', () => {
  test('is one line, also when several are put in', () => {
    const { title } = titleOf()
    expect(title.change('', 'Plan \r\n for\nMay')).toBe('Plan for May')
  })

  test('does not become longer than it may be', () => {
    const { title } = titleOf('Plan')
    expect(title.change('Plan', `Plan${'x'.repeat(200)}`)).toHaveLength(120)
    const { title: withEmoji } = titleOf('P')
    expect(withEmoji.change('P', `P${'👍'.repeat(80)}`)).toBe(`P${'👍'.repeat(59)}`)
  })

  test('that somebody made longer can still be made shorter, and not longer', () => {
    const { title } = titleOf('x'.repeat(300))
    expect(title.change('x'.repeat(300), 'x'.repeat(301))).toHaveLength(300)
    expect(title.change('x'.repeat(300), 'x'.repeat(200))).toHaveLength(200)
  })
})

describe('what somebody else may have written', () => {
  test('lines and control characters are shown as blanks, each for itself', () => {
    expect(titleOf('a\nb\u0000c\u2028d').title.get()).toBe('a b c d')
  })

  test('what is no text is shown as a blank, and edits around it hit their place', () => {
    const { doc, title } = titleOf('Plan')
    const text = doc.getText('title')
    text.insertEmbed(2, { image: 'x' })
    text.format(0, 2, { bold: true })
    expect(title.get()).toBe('Pl an')
    title.change('Pl an', 'Pl and')
    expect(text.toString()).toBe('Pland')
  })

  test('of a text without end only the beginning is shown', () => {
    const { doc, title } = titleOf('x'.repeat(100_000))
    expect(title.get()).toHaveLength(500)
    title.change(title.get(), `y${title.get().slice(1)}`)
    expect(doc.getText('title').length).toBe(100_000)
    expect(title.get().startsWith('yx')).toBe(true)
  })
})

test('nothing is heard once it is ended', () => {
  const { doc, title } = titleOf('Plan')
  title.destroy()
  doc.getText('title').insert(0, 'A ')
  expect(title.get()).toBe('Plan')
})
