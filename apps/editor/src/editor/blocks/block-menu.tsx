import type { Editor } from '@tiptap/core'
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { matchesKeys } from '../shortcut.ts'
import { useRovingFocus } from '../use-roving-focus.ts'
import { visibleBox } from '../visible-box.ts'
import { BLOCK_MENU_KEYS } from './block-menu-keys.ts'

const GAP = 6

/**
 * Tools for the block at the caret, over its upper edge; where that cannot be seen below its lower one, and of a block
 * that fills the window over its top. Gone while neither the
 * text nor the menu has the focus.
 */
export function BlockMenu(props: {
  readonly editor: Editor
  readonly label: string
  /** Where the block is in the document. */
  readonly position: number
  /** How many of the children carry `data-roving`. */
  readonly count: number
  readonly children: (
    tabIndex: (index: number) => { tabIndex: 0 | -1; onFocus: () => void },
  ) => ReactNode
}) {
  const { editor, label, position, count, children } = props
  const menu = useRef<HTMLDivElement>(null)
  const roving = useRovingFocus(count)
  const hasFocus = useFocusWithin(editor, menu)

  useLayoutEffect(() => {
    const place = () => {
      if (menu.current) placeOver(menu.current, editor.view.nodeDOM(position))
    }
    place()
    editor.on('transaction', place)
    window.addEventListener('scroll', place, { capture: true, passive: true })
    window.addEventListener('resize', place)
    // With the keyboard on a screen.
    window.visualViewport?.addEventListener('resize', place)
    return () => {
      window.visualViewport?.removeEventListener('resize', place)
      editor.off('transaction', place)
      window.removeEventListener('scroll', place, { capture: true })
      window.removeEventListener('resize', place)
    }
  }, [editor, position, hasFocus])

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (!matchesKeys(event, BLOCK_MENU_KEYS)) return
      event.preventDefault()
      menu.current?.querySelector<HTMLElement>('[data-roving][tabindex="0"]')?.focus()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [])

  return (
    <div
      ref={menu}
      className="block-menu"
      role="toolbar"
      aria-label={label}
      aria-keyshortcuts={BLOCK_MENU_KEYS}
      hidden={!hasFocus}
      // The text keeps its focus and selection under the pointer.
      onMouseDown={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if (event.key === 'Escape') editor.view.focus()
        else roving.onKeyDown(event)
      }}
    >
      {children((index) => ({
        tabIndex: roving.tabIndex(index),
        onFocus: () => roving.onFocus(index),
      }))}
    </div>
  )
}

function useFocusWithin(
  editor: Editor,
  menu: { readonly current: HTMLDivElement | null },
): boolean {
  const [hasFocus, setHasFocus] = useState(editor.isFocused)
  useEffect(() => {
    const look = ({ target }: FocusEvent) => {
      if (target instanceof Node)
        setHasFocus(editor.view.dom.contains(target) || menu.current?.contains(target) === true)
    }
    document.addEventListener('focusin', look)
    return () => document.removeEventListener('focusin', look)
  }, [editor, menu])
  return hasFocus
}

function placeOver(menu: HTMLElement, block: Node | null): void {
  if (!(block instanceof Element)) return
  // A table stands in a box with some room above it.
  const { top, bottom, left, right } = (
    block.querySelector('table') ?? block
  ).getBoundingClientRect()
  const visible = visibleBox()
  const isSeen = bottom > visible.top && top < visible.bottom
  // A narrow block's menu may be wider than it.
  const edge = block.closest('.prose')?.getBoundingClientRect().right ?? right
  const widest = Math.min(visible.right, edge)
  const x = Math.max(visible.left + GAP, Math.min(left, widest - menu.offsetWidth - GAP))
  const [above, below] = [top - menu.offsetHeight - GAP, bottom + GAP]
  const isRoomAbove = above >= visible.top + GAP
  const isRoomBelow = below + menu.offsetHeight <= visible.bottom - GAP
  const y = isRoomAbove ? above : isRoomBelow ? below : visible.top + GAP
  menu.style.setProperty('--x', `${Math.round(x)}px`)
  menu.style.setProperty('--y', `${Math.round(y)}px`)
  menu.style.visibility = isSeen ? 'visible' : 'hidden'
}
