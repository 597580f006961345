import { type KeyboardEvent, useState } from 'react'

/** How a toolbar takes the keyboard: one stop for Tab, arrows within it. */
export interface RovingFocus {
  /** 0 for the one item that Tab reaches, -1 for the others. */
  tabIndex(index: number): 0 | -1
  onFocus(index: number): void
  onKeyDown(event: KeyboardEvent<HTMLElement>): void
}

/** @param count How many items there are; each carries `data-roving`, and they stand in this order. */
export function useRovingFocus(count: number): RovingFocus {
  const [current, setCurrent] = useState(0)
  return {
    tabIndex: (index) => (index === current ? 0 : -1),
    onFocus: setCurrent,
    onKeyDown: (event) => {
      const next = nextIndex(event.key, current, count)
      if (next === undefined) return
      event.preventDefault()
      event.currentTarget.querySelectorAll<HTMLElement>('[data-roving]')[next]?.focus()
    },
  }
}

function nextIndex(key: string, current: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowRight':
      return (current + 1) % count
    case 'ArrowLeft':
      return (current - 1 + count) % count
    case 'Home':
      return 0
    case 'End':
      return count - 1
    default:
      return undefined
  }
}
