import type { Node } from '@tiptap/pm/model'
import { type EditorState, TextSelection, type Transaction } from '@tiptap/pm/state'

const INDENT = '  '

/** Moves the lines of code at the selection one step in. @returns Undefined outside of code. */
export function indent(state: EditorState): Transaction | undefined {
  const lines = linesAt(state)
  if (!lines) return undefined
  const { selection, tr } = state
  if (selection.empty) return tr.insertText(INDENT)
  for (const { start, text } of [...lines].reverse()) {
    if (text !== '') tr.insertText(INDENT, start)
  }
  return tr.setSelection(selection.map(tr.doc, tr.mapping))
}

/** Moves them one step out. */
export function outdent(state: EditorState): Transaction | undefined {
  const lines = linesAt(state)
  if (!lines) return undefined
  const { tr } = state
  for (const { start, text } of [...lines].reverse()) {
    const spaces = /^(?:\t| {1,2})/.exec(text)?.[0].length ?? 0
    if (spaces > 0) tr.delete(start, start + spaces)
  }
  return tr
}

/** Begins a line that is as far in as the one before. @returns Undefined where that is not at all, or outside of code. */
export function newLine(state: EditorState): Transaction | undefined {
  const [line] = linesAt(state) ?? []
  if (!line || !state.selection.empty) return undefined
  const before = line.text.slice(0, state.selection.from - line.start)
  const spaces = /^[ \t]+/.exec(before)?.[0]
  return spaces === undefined ? undefined : state.tr.insertText(`\n${spaces}`).scrollIntoView()
}

/** The code block that the whole selection is in. */
export function codeAt({
  selection,
}: EditorState): { readonly node: Node; readonly start: number } | undefined {
  const { $from, $to } = selection
  const isInCode = selection instanceof TextSelection && $from.parent.type.name === 'codeBlock'
  return isInCode && $from.sameParent($to)
    ? { node: $from.parent, start: $from.start() }
    : undefined
}

interface Line {
  readonly start: number
  readonly text: string
}

function linesAt(state: EditorState): readonly Line[] | undefined {
  const code = codeAt(state)
  if (!code) return undefined
  const { from, to } = state.selection
  const lines: Line[] = []
  let { start } = code
  for (const text of code.node.textContent.split('\n')) {
    if (start <= to && start + text.length >= from) lines.push({ start, text })
    start += text.length + 1
  }
  return lines
}
