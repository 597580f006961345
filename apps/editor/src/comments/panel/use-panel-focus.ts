import { type RefObject, useEffect, useRef } from 'react'
import { useReadable } from '../../browser/use-readable.ts'
import { threadElementId } from '../marks.ts'
import type { FocusWish, OpenComments } from '../open-comments.ts'

/** Gives the focus to what it was wished for, and tells the text that its threads can be found here. */
export function usePanelFocus(opened: OpenComments): RefObject<HTMLDivElement | null> {
  const list = useRef<HTMLDivElement>(null)
  const wish = useReadable(opened.focusWish)
  useEffect(() => {
    opened.inText.listed(true)
    return () => opened.inText.listed(false)
  }, [opened])
  useEffect(() => {
    if (!wish || !list.current) return
    elementFor(wish, list.current).focus()
    opened.focusWish.set(undefined)
  }, [opened, wish])
  return list
}

function elementFor(wish: FocusWish, list: HTMLElement): HTMLElement {
  switch (wish.at) {
    case 'draft':
      return list.querySelector<HTMLElement>('.draft [data-comment-box]') ?? list
    case 'thread': {
      const card = document.getElementById(threadElementId(wish.id))
      const resolved = card?.closest('details')
      if (resolved) resolved.open = true
      return card ?? list
    }
    case 'list':
      return list.querySelector<HTMLElement>('.threads > li > .thread') ?? list
  }
}
