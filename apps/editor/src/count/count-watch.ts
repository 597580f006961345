import type { Editor } from '@tiptap/core'
import { Observable } from '../collaboration/observable.ts'
import { type TextCount, WordCounter } from './word-count.ts'

/** Runs something when nothing else is to be done. @returns Stops it. */
export type WhenIdle = (run: (hasTime: () => boolean) => void) => () => void

export interface CountNow extends TextCount {
  /** What was counted. */
  readonly of: 'document' | 'selection'
}

/** How many words and characters an editor has, or the selection in it. Counted when there is time, and never at a key. */
export class CountWatch extends Observable<CountNow | undefined> {
  readonly #editor: Editor
  readonly #whenIdle: WhenIdle
  readonly #counter: WordCounter
  #stopWaiting: (() => void) | undefined

  constructor(editor: Editor, whenIdle: WhenIdle, counter = new WordCounter()) {
    super(undefined, isSame)
    this.#editor = editor
    this.#whenIdle = whenIdle
    this.#counter = counter
    editor.on('transaction', this.#wait)
    this.#wait()
  }

  destroy(): void {
    this.#stopWaiting?.()
    this.#editor.off('transaction', this.#wait)
  }

  readonly #wait = () => {
    this.#stopWaiting ??= this.#whenIdle((hasTime) => {
      this.#stopWaiting = undefined
      this.#count(hasTime)
    })
  }

  #count(hasTime: () => boolean): void {
    const { doc, selection } = this.#editor.state
    // At least a block each time, so that it comes to an end on a busy machine, too.
    let isFirst = true
    const mayGoOn = () => {
      const may = isFirst || hasTime()
      isFirst = false
      return may
    }
    const all = this.#counter.count(doc, mayGoOn)
    if (!all) return this.#wait()
    const { from, to, empty } = selection
    return this.set(
      empty
        ? { ...all, of: 'document' }
        : { ...this.#counter.countBetween(doc, from, to), of: 'selection' },
    )
  }
}

function isSame(one: CountNow | undefined, other: CountNow | undefined): boolean {
  return (
    one?.of === other?.of && one?.words === other?.words && one?.characters === other?.characters
  )
}
