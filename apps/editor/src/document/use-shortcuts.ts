import { useEffect } from 'react'
import { matchesKeys } from '../editor/shortcut.ts'
import { type DocumentAction, isAvailable } from './actions/document-action.ts'

/** Runs the action whose keys are pressed anywhere on the page, unless something nearer took them or a dialog is open. */
export function useShortcuts(actions: readonly DocumentAction[]): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || document.querySelector('dialog[open]')) {
        return
      }
      const isTyping =
        event.target instanceof Element &&
        event.target.closest('input, textarea, [contenteditable="true"]') !== null
      const isPressed = (keys: string | undefined) => keys !== undefined && matchesKeys(event, keys)
      const action = actions.find(
        (each) =>
          (isPressed(each.keys) || (!isTyping && isPressed(each.keysOutsideText))) &&
          isAvailable(each),
      )
      if (!action) return
      event.preventDefault()
      action.run()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [actions])
}
