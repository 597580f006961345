import { Editor } from '@tiptap/core'
import { Document } from '@tiptap/extension-document'
import { Paragraph } from '@tiptap/extension-paragraph'
import { Text } from '@tiptap/extension-text'
import { expect, test } from 'vitest'
import { CountWatch, type WhenIdle } from './count-watch.ts'

/** Idle moments that the test gives, with time for so many blocks. */
function idleMoments() {
  const waiting = new Set<(hasTime: () => boolean) => void>()
  const whenIdle: WhenIdle = (run) => {
    waiting.add(run)
    return () => waiting.delete(run)
  }
  const give = (blocks: number) => {
    let left = blocks
    const [run] = waiting
    if (!run) return
    waiting.delete(run)
    run(() => --left > 0)
  }
  return { whenIdle, give, waiting }
}

function editorWith(...paragraphs: readonly string[]): Editor {
  const content = paragraphs.map((text) => ({
    type: 'paragraph',
    content: [{ type: 'text', text }],
  }))
  return new Editor({
    element: null,
    extensions: [Document, Paragraph, Text],
    content: { type: 'doc', content },
  })
}

test('nothing is counted before there is time, and a long text over several moments', () => {
  const { whenIdle, give, waiting } = idleMoments()
  const watch = new CountWatch(editorWith('one two', 'three', 'four'), whenIdle)
  expect(watch.get()).toBeUndefined()
  give(2)
  expect(watch.get()).toBeUndefined()
  give(2)
  expect(watch.get()).toEqual({ of: 'document', words: 4, characters: 16 })
  expect(waiting.size).toBe(0)
})

test('an edit and a selection are counted once there is time, however many there were', () => {
  const { whenIdle, give, waiting } = idleMoments()
  const editor = editorWith('one two', 'three')
  const watch = new CountWatch(editor, whenIdle)
  give(9)
  editor.commands.insertContentAt(1, { type: 'text', text: 'and ' })
  editor.commands.insertContentAt(1, { type: 'text', text: 'more ' })
  expect(waiting.size).toBe(1)
  expect(watch.get()?.words).toBe(3)
  give(9)
  expect(watch.get()?.words).toBe(5)
  editor.commands.setTextSelection({ from: 1, to: 9 })
  give(9)
  expect(watch.get()).toEqual({ of: 'selection', words: 2, characters: 8 })
  watch.destroy()
  expect(waiting.size).toBe(0)
})
