import * as Y from 'yjs'
import { difference, movedBy, type Delta } from './text-change.ts'

/**
 * Keeps a `<textarea>` and a `Y.Text` the same, and undoes only what was typed here. Line breaks must be `\n` alone, as
 * every textarea writes them: it would count `\r\n` as one character.
 */
export function bindTextarea(textarea: HTMLTextAreaElement, text: Y.Text): void {
  const undoManager = new Y.UndoManager(text, { trackedOrigins: new Set([textarea]) })
  /** What others wrote while an input method composes: touching the textarea would end its composition. */
  const waiting: Delta[] = []
  let isComposing = false
  let shown = (textarea.value = text.toString())

  const push = (): void => {
    const { from, to, inserted } = difference(shown, textarea.value, textarea.selectionEnd)
    const start = waiting.reduce(movedBy, from)
    const end = waiting.reduce(movedBy, to)
    shown = textarea.value
    text.doc?.transact(() => {
      text.delete(start, end - start)
      text.insert(start, inserted)
    }, textarea)
  }
  const show = (delta: Delta): void => {
    let at = 0
    for (const { retain = 0, insert, delete: removed = 0 } of delta) {
      const inserted = typeof insert === 'string' ? insert : ''
      at += retain
      // 'preserve' keeps the caret, and the selection, at the text where it was.
      if (inserted !== '' || removed > 0)
        textarea.setRangeText(inserted, at, at + removed, 'preserve')
      at += inserted.length
    }
    shown = textarea.value
  }

  text.observe(({ delta, transaction }) => {
    if (transaction.origin === textarea) return
    if (isComposing) waiting.push(delta)
    else show(delta)
  })
  textarea.addEventListener('input', () => {
    if (waiting.length === 0) push()
  })
  textarea.addEventListener('compositionstart', () => (isComposing = true))
  textarea.addEventListener('compositionend', () => {
    isComposing = false
    if (waiting.length === 0) return
    push()
    waiting.length = 0
    const { from, to, inserted } = difference(shown, text.toString(), 0)
    show([{ retain: from }, { delete: to - from }, { insert: inserted }])
  })

  // The browser's own undo knows nothing of the others, and forgets all when one of them writes.
  const undo = (event: Event, isRedo: boolean): void => {
    event.preventDefault()
    if (isRedo) undoManager.redo()
    else undoManager.undo()
  }
  textarea.addEventListener('beforeinput', (event) => {
    if (event.inputType === 'historyUndo') undo(event, false)
    if (event.inputType === 'historyRedo') undo(event, true)
  })
  textarea.addEventListener('keydown', (event) => {
    const key = event.key.toLowerCase()
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return
    if (key === 'z') undo(event, event.shiftKey)
    if (key === 'y') undo(event, true)
  })
}
