import type { Editor } from '@tiptap/core'
import { useEffect, useState } from 'react'
import { Observable } from '../collaboration/observable.ts'
import type { AnyOpenPage } from '../document/open-page.ts'
import { AGAIN_MS } from '../part/part.tsx'
import type { OpenComments } from './open-comments.ts'

/** The comments of an open document; undefined until they are loaded, soon after the text. */
export class LateComments extends Observable<OpenComments | undefined> {
  #command: (() => void) | undefined

  constructor() {
    super(undefined)
  }

  /** Begins a comment on what is selected, or goes between a thread and its text. */
  run(): void {
    const opened = this.get()
    if (opened) opened.run()
    else this.#command = () => this.get()?.run()
  }

  async load(page: AnyOpenPage, editor: Editor, signal: AbortSignal): Promise<void> {
    const code = await loaded(signal)
    if (!code || signal.aborted || editor.isDestroyed) return
    const opened = new code.OpenComments(page, editor)
    this.set(opened)
    this.#command?.()
    this.#command = undefined
    signal.addEventListener('abort', () => {
      this.set(undefined)
      opened.close()
    })
  }
}

/** What comments take. Without the server it does not come, and is asked for again until it does. */
async function loaded(signal: AbortSignal) {
  while (!signal.aborted) {
    try {
      return await import('./open-comments.ts')
    } catch {
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
    }
  }
  return undefined
}

export function useLateComments(
  page: AnyOpenPage,
  editor: Editor,
  isLoading: boolean,
): LateComments {
  const [late] = useState(() => new LateComments())
  const { session, browser, panels } = page
  useEffect(() => {
    if (isLoading) return
    const closing = new AbortController()
    void late.load({ ...page }, editor, closing.signal)
    return () => closing.abort()
    // What else is in the page changes while it is open, and is no reason to load anew.
  }, [late, session, browser, panels, editor, isLoading])
  return late
}
