import type { Awareness } from 'y-protocols/awareness'
import type { Clock } from './clock.ts'
import { field } from './person.ts'
import { type Follow, isCircle } from './follow.ts'
import { caretFrom, type View, viewFrom, type ViewedText } from './viewed-text.ts'

/** Where one is, is told this often at most, and where somebody else is, is gone to; in milliseconds. */
export const EVERY_MS = 250

/**
 * Shows the text as whoever is followed sees it, and tells those who follow what is seen here, in the awareness field `view`.
 * While nobody follows, nothing is told, and nobody pays for it.
 *
 * Who follows somebody passes on what that one sees, so that a chain shows the same everywhere and settles. In a circle
 * nobody leads: each stays where they are.
 */
export class ViewSharing {
  readonly #awareness: Awareness
  readonly #follow: Follow
  readonly #text: ViewedText
  readonly #clock: Clock
  readonly #stops: readonly (() => void)[]
  #cancelTelling: (() => void) | undefined
  #toldAtMs = Number.NEGATIVE_INFINITY
  /** What was told last, as JSON. */
  #told = 'null'
  /** What of whoever is followed was shown last, as JSON. */
  #shown = ''
  #cancelShowing: (() => void) | undefined
  #shownAtMs = Number.NEGATIVE_INFINITY

  constructor(awareness: Awareness, follow: Follow, text: ViewedText, clock: Clock) {
    this.#awareness = awareness
    this.#follow = follow
    this.#text = text
    this.#clock = clock
    awareness.on('change', this.#look)
    this.#stops = [
      () => awareness.off('change', this.#look),
      follow.subscribe(this.#look),
      follow.followers.subscribe(() => this.#tellSoon()),
      text.onMove(() => this.#tellSoon()),
    ]
    this.#look()
    this.#tellSoon()
  }

  destroy(): void {
    for (const stop of this.#stops) stop()
    this.#cancelTelling?.()
    this.#cancelShowing?.()
    this.#publish(undefined)
  }

  readonly #look = (): void => {
    const seen = this.#seen()
    if (!seen) {
      this.#cancelShowing?.()
      this.#cancelShowing = undefined
      this.#shown = ''
      return
    }
    if (this.#cancelShowing || seen.asJson === this.#shown) return
    // However fast they move, or say that they do: the page is not torn about.
    const waitMs = this.#shownAtMs + EVERY_MS - this.#clock.now()
    if (waitMs > 0 && this.#shown !== '')
      this.#cancelShowing = this.#clock.after(waitMs, this.#show)
    else this.#show()
  }

  readonly #show = (): void => {
    this.#cancelShowing = undefined
    const seen = this.#seen()
    if (!seen || seen.asJson === this.#shown) return
    this.#shown = seen.asJson
    if (seen.view ?? seen.caret) this.#shownAtMs = this.#clock.now()
    this.#text.show(seen.view, seen.caret)
    this.#tellSoon()
  }

  /** What whoever one follows sees; undefined while there is nobody to go to. */
  #seen() {
    const following = this.#follow.get()
    if (following.is !== 'somebody' || this.#isCircle) return undefined
    const state: unknown = this.#awareness.getStates().get(following.clientId)
    const view = viewFrom(state, this.#text.root)
    const caret = caretFrom(state, this.#text.root)
    return { view, caret, asJson: JSON.stringify([following.clientId, view, caret]) }
  }

  #tellSoon(): void {
    if (
      this.#cancelTelling ||
      (this.#follow.followers.get().length === 0 && this.#told === 'null')
    ) {
      return
    }
    const waitMs = Math.max(0, this.#toldAtMs + EVERY_MS - this.#clock.now())
    this.#cancelTelling = this.#clock.after(waitMs, () => {
      this.#cancelTelling = undefined
      this.#toldAtMs = this.#clock.now()
      this.#publish(this.#follow.followers.get().length > 0 ? this.#ownView() : undefined)
    })
  }

  #ownView(): View | undefined {
    const following = this.#follow.get()
    if (following.is === 'somebody' && !this.#isCircle) {
      const state: unknown = this.#awareness.getStates().get(following.clientId)
      const theirs = viewFrom(state, this.#text.root)
      if (theirs) return theirs
    }
    return this.#text.view()
  }

  #publish(view: View | undefined): void {
    const told = JSON.stringify(view ?? null)
    if (told === this.#told) return
    this.#told = told
    // Who has left the awareness tells nothing, and comes back with what it told before.
    if (field(this.#awareness.getLocalState(), 'user') === undefined) return
    this.#awareness.setLocalStateField('view', view ?? null)
  }

  get #isCircle(): boolean {
    return isCircle(this.#awareness.getStates(), this.#awareness.clientID)
  }
}
