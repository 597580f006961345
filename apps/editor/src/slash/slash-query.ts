import type { ResolvedPos } from '@tiptap/pm/model'
import type { EditorState } from '@tiptap/pm/state'

/** A `/` with what was typed behind it, up to the caret. */
export interface SlashQuery {
  /** Where the `/` stands. */
  readonly from: number
  /** Without the `/`. */
  readonly typed: string
}

/** One step of the editor. */
interface Step {
  readonly before: EditorState
  readonly after: EditorState
  /** Whether the change is somebody else's, or one's own undo. */
  readonly isFromDocument: boolean
}

/** Longer is no name of anything. */
const MAX_TYPED = 30

/**
 * Whether something is being asked for after a step: a query begins when one types a `/` at the start of a block or after
 * a space, and ends when the caret leaves it. Others' edits neither move nor end it, unless they are made within it.
 */
export function slashQueryAfter(
  query: SlashQuery | undefined,
  { before, after, isFromDocument }: Step,
): SlashQuery | undefined {
  const { $from, empty } = after.selection
  if (!empty || !$from.parent.isTextblock || $from.parent.type.spec.code) return undefined
  if (!query) return isFromDocument ? undefined : begun(before, after)
  // The caret follows the text, and the query hangs at the caret.
  const from = isFromDocument ? $from.pos - (before.selection.from - query.from) : query.from
  const now = queryAt(from, $from)
  return now && (!isFromDocument || now.typed === query.typed) ? now : undefined
}

/** The query that a `/` right before the caret begins: for one that was typed before anybody looked. */
export function slashQueryAt({ selection }: EditorState): SlashQuery | undefined {
  const { $from, empty } = selection
  const text = textBeforeCaret($from)
  if (!empty || $from.parent.type.spec.code || !/(^|\s)\/$/.test(text)) return undefined
  return $from.marks().some(({ type }) => type.spec.code)
    ? undefined
    : queryAt($from.pos - 1, $from)
}

function begun({ selection, doc }: EditorState, after: EditorState): SlashQuery | undefined {
  const { $from } = after.selection
  if (textBeforeCaret($from) !== `${textBeforeCaret(selection.$from)}/`) return undefined
  // Typed, and not met with the caret.
  const replaced = selection.to - selection.from
  const isTyped = after.doc.content.size === doc.content.size - replaced + 1
  return isTyped && $from.pos - 1 === selection.from ? slashQueryAt(after) : undefined
}

function queryAt(from: number, $caret: ResolvedPos): SlashQuery | undefined {
  if (from < $caret.start() || from >= $caret.pos) return undefined
  const text = textBeforeCaret($caret).slice(from - $caret.start())
  const typed = text.slice(1)
  if (!text.startsWith('/') || /^\s|[\ufffc\n]/.test(typed)) return undefined
  return typed.length > MAX_TYPED ? undefined : { from, typed }
}

/** Has a character for each position. */
function textBeforeCaret($caret: ResolvedPos): string {
  if (!$caret.parent.isTextblock) return ''
  return $caret.parent.textBetween(0, $caret.parentOffset, null, '\ufffc')
}
