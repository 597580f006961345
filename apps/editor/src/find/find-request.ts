import { Observable } from '../collaboration/observable.ts'

export type FindBarState =
  | { readonly state: 'closed' }
  /** A new object each time that somebody asks for it, so that it takes the focus again. */
  | { readonly state: 'open'; readonly replaces: boolean }

/** Whether the bar to find text is open, and what reaches it from elsewhere on the page. */
export class FindRequest extends Observable<FindBarState> {
  #step: ((by: 1 | -1) => void) | undefined

  constructor() {
    super({ state: 'closed' })
  }

  open(replaces: boolean): void {
    this.set({ state: 'open', replaces })
  }

  close(): void {
    this.set({ state: 'closed' })
  }

  /** Goes to the next match or the one before, if the bar is open. */
  step(by: 1 | -1): void {
    this.#step?.(by)
  }

  /** @param step What the open bar does then. @returns To be called when it closes. */
  onStep(step: (by: 1 | -1) => void): () => void {
    this.#step = step
    return () => {
      this.#step = undefined
    }
  }
}
