import type { Editor } from '@tiptap/core'
import { useCallback, useRef, useSyncExternalStore } from 'react'

/**
 * What a part of the page shows of the editor, for as long as it is mounted.
 *
 * Read again only after the change that it follows is on the screen, however many there were: a key must not wait for
 * the buttons around the text.
 *
 * @param options.selector Asked at every change; a value, or an array of values that are compared one by one.
 */
export function useEditorState<State>(options: {
  readonly editor: Editor
  readonly selector: () => State
}): State {
  const { editor, selector } = options
  const last = useRef<{ readonly state: State }>(undefined)
  const subscribe = useCallback(
    (changed: () => void) => {
      let frame = 0
      let timer: ReturnType<typeof setTimeout> | undefined
      const afterPaint = () => {
        frame = 0
        timer = setTimeout(changed)
      }
      const transaction = () => {
        if (frame === 0) frame = requestAnimationFrame(afterPaint)
      }
      editor.on('transaction', transaction)
      return () => {
        editor.off('transaction', transaction)
        cancelAnimationFrame(frame)
        clearTimeout(timer)
      }
    },
    [editor],
  )
  return useSyncExternalStore(subscribe, () => {
    const state = selector()
    if (last.current === undefined || !isSame(last.current.state, state)) last.current = { state }
    return last.current.state
  })
}

function isSame(one: unknown, other: unknown): boolean {
  if (!Array.isArray(one) || !Array.isArray(other)) return Object.is(one, other)
  return one.length === other.length && one.every((value, index) => Object.is(value, other[index]))
}
