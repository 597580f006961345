import { oneLine, type SharedTitle } from '../collaboration/shared-title.ts'
import { editBetween, mapIndex } from '../collaboration/text-edit.ts'
import { matchesKeys } from '../editor/shortcut.ts'

/**
 * Lets an input show the shared title and change it. What others change moves its caret along with the text around it, and
 * waits while a word is being composed.
 *
 * @param onEnter Enter was pressed: the title is done.
 * @returns Stops it.
 */
export function bindTitleInput(
  input: HTMLInputElement,
  title: SharedTitle,
  onEnter: () => void,
): () => void {
  // What the input showed before whoever sits here changed it.
  let before = title.get()
  let isComposing = false

  const show = () => {
    if (isComposing) return
    before = title.get()
    const edit = editBetween(input.value, before)
    if (!edit) return
    const { selectionStart, selectionEnd, selectionDirection } = input
    input.value = before
    if (document.activeElement !== input) return
    const [start, end] = [mapIndex(selectionStart ?? 0, edit), mapIndex(selectionEnd ?? 0, edit)]
    input.setSelectionRange(start, end, selectionDirection ?? 'none')
  }
  const take = () => {
    title.change(before, input.value, input.selectionStart ?? undefined)
    show()
  }
  const stop = new AbortController()
  const on = <Name extends keyof HTMLElementEventMap>(
    name: Name,
    listener: (event: HTMLElementEventMap[Name]) => void,
  ) => input.addEventListener(name, listener, { signal: stop.signal })

  on('input', () => !isComposing && take())
  on('compositionstart', () => {
    isComposing = true
  })
  on('compositionend', () => {
    isComposing = false
    take()
  })
  on('blur', () => title.endUndoStep())
  on('paste', (event) => {
    // An input would put the lines together without a blank between.
    const text = event.clipboardData?.getData('text/plain') ?? ''
    if (!/[\n\r]/.test(text)) return
    event.preventDefault()
    const { selectionStart, selectionEnd } = input
    input.setRangeText(oneLine(text.trim()), selectionStart ?? 0, selectionEnd ?? 0, 'end')
    take()
  })
  // The input's own history knows nothing of what others changed meanwhile.
  const revert = (event: Event, change: 'undo' | 'redo') => {
    event.preventDefault()
    title[change]()
  }
  on('beforeinput', (event) => {
    if (event.inputType === 'historyUndo') revert(event, 'undo')
    if (event.inputType === 'historyRedo') revert(event, 'redo')
  })
  on('keydown', (event) => {
    if (event.isComposing) return
    if (matchesKeys(event, 'Mod+Z')) revert(event, 'undo')
    else if (matchesKeys(event, 'Mod+Shift+Z') || matchesKeys(event, 'Mod+Y')) revert(event, 'redo')
    else if (event.key === 'Enter') {
      event.preventDefault()
      onEnter()
    }
  })
  const stopWatching = title.subscribe(show)
  show()
  return () => {
    stop.abort()
    stopWatching()
  }
}
