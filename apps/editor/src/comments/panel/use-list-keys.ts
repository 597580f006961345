import type { KeyboardEvent } from 'react'

/** Arrows go from thread to thread, Enter from a thread to its answer. Within a thread Tab does. */
export function useListKeys(): (event: KeyboardEvent<HTMLElement>) => void {
  return (event) => {
    const thread = event.target
    if (!(thread instanceof HTMLElement) || !thread.matches('.thread, .comments')) return
    const next = nextOf(event.key, thread, event.currentTarget)
    if (!next) return
    event.preventDefault()
    next.focus()
  }
}

function nextOf(key: string, thread: HTMLElement, list: HTMLElement): HTMLElement | undefined {
  const threads = [...list.querySelectorAll<HTMLElement>('.thread')].filter(
    (each) => each.checkVisibility() && each.tabIndex >= -1,
  )
  const index = threads.indexOf(thread)
  switch (key) {
    case 'ArrowDown':
      return threads[index + 1]
    case 'ArrowUp':
      return index < 0 ? threads.at(-1) : threads[index - 1]
    case 'Home':
      return threads[0]
    case 'End':
      return threads.at(-1)
    case 'Enter':
      return thread.querySelector<HTMLElement>('[data-comment-box]') ?? undefined
    default:
      return undefined
  }
}
