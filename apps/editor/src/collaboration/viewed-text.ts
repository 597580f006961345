import { field } from './person.ts'
import { isPosition } from './position-guard.ts'

/**
 * What somebody sees of a text: its first place and its last, each as the JSON of a `Y.RelativePosition`. Never pixels, which
 * mean something else on every screen.
 */
export interface View {
  readonly top: object
  readonly bottom: object
}

/** What an editor has to do to be followed in, and to follow. */
export interface ViewedText {
  /** What is seen of the text now; undefined while nothing is. */
  view(): View | undefined
  /** Calls `listener` when something else is seen. @returns Stops it. */
  onMove(listener: () => void): () => void
  /**
   * Shows what somebody else sees, and in any case the place where they write, if that is in their view.
   *
   * @param caret The JSON of a relative position; not to be trusted to lead anywhere.
   */
  show(view: View | undefined, caret: object | undefined): void
  /** The Yjs root that the text is in. */
  readonly root: string
}

/** The view that a peer has published, if it is one. It may still lead nowhere. */
export function viewFrom(state: unknown, root: string): View | undefined {
  const view = field(state, 'view')
  const [top, bottom] = [place(field(view, 'top'), root), place(field(view, 'bottom'), root)]
  return top && bottom && { top, bottom }
}

/** Where a peer's caret is, if it has a sound one. */
export function caretFrom(state: unknown, root: string): object | undefined {
  return place(field(field(state, 'cursor'), 'head'), root)
}

/** Only what belongs to a position: it may be passed on, and nobody is to be made to pass on more. */
function place(value: unknown, root: string): object | undefined {
  if (typeof value !== 'object' || value === null || !isPosition(value, root)) return undefined
  const id = (name: string) => {
    const part = field(value, name)
    if (part === undefined || part === null) return {}
    return { [name]: { client: field(part, 'client'), clock: field(part, 'clock') } }
  }
  return {
    ...id('type'),
    ...id('item'),
    ...(field(value, 'tname') === root ? { tname: root } : {}),
    assoc: field(value, 'assoc') ?? 0,
  }
}
