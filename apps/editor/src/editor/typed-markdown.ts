import { Extension } from '@tiptap/core'
import { type EditorState, type Plugin, Selection, type Transaction } from '@tiptap/pm/state'
import { AddMarkStep, ReplaceStep } from '@tiptap/pm/transform'
import { field } from '../collaboration/person.ts'
import { beginUndoStep } from './begin-undo-step.ts'
import { isFromDocument } from './is-from-document.ts'

/** Tells Tiptap's link to leave what looks like an address as it is. */
const NO_LINKS = 'preventAutolink'

/**
 * Lets what Markdown typing made be undone to what was typed: `# ` is `# ` again, and not gone; a link is its address.
 *
 * Tiptap never writes the last character that was typed, and Yjs undoes what came just before together with what it
 * became. So what was typed is written first, as if nothing followed, and the rest is a step of its own.
 */
export const TypedMarkdown = Extension.create({
  name: 'typedMarkdown',

  // Before the blocks, which have a use of their own for Backspace at their start.
  priority: 1000,

  addKeyboardShortcuts() {
    return { Backspace: () => this.editor.commands.undoInputRule() }
  },

  dispatchTransaction({ transaction, next }) {
    const { editor } = this
    // Tiptap would make links of what others typed and of what was just undone, in every window at once.
    if (isFromDocument(transaction)) transaction.setMeta(NO_LINKS, true)
    const become = (change: (tr: Transaction) => Transaction) => {
      beginUndoStep(editor.state)
      next(change(editor.state.tr))
      beginUndoStep(editor.state)
    }
    const rule = appliedRule(transaction, editor.state)
    const link = rule ? undefined : linkAfter(transaction, editor.state)
    if (rule) {
      const { text, from, to } = rule
      // A line break that makes a code block is no text.
      const isWritten = text !== '' && text !== '\n' && from === to
      if (isWritten) next(editor.state.tr.insertText(text, from))
      become((tr) =>
        repeated(transaction, isWritten ? tr.delete(from, from + text.length) : tr, {
          ...rule,
          text: isWritten || text === '\n' ? '' : text,
        }),
      )
    } else if (link) {
      next(transaction.setMeta(NO_LINKS, true))
      become((tr) => link.steps.reduce((each, step) => each.step(step), tr))
    } else next(transaction)
  },
})

/** What Tiptap's link adds after a space that is typed behind an address. */
function linkAfter(transaction: Transaction, state: EditorState): Transaction | undefined {
  const [step] = transaction.steps
  if (transaction.steps.length !== 1 || !(step instanceof ReplaceStep)) return undefined
  const { content, size } = step.slice
  if (size !== 1 || content.textBetween(0, 1) !== ' ') return undefined
  return state
    .applyTransaction(transaction)
    .transactions.find(
      (each) =>
        each !== transaction &&
        each.steps.some((added) => added instanceof AddMarkStep && added.mark.type.name === 'link'),
    )
}

interface AppliedRule {
  readonly plugin: Plugin
  /** What was typed last, in the place of what stands between the two positions. */
  readonly text: string
  readonly from: number
  readonly to: number
}

/** What the transaction says that it made of typed text, in Tiptap's own words. */
function appliedRule(transaction: Transaction, { plugins }: EditorState): AppliedRule | undefined {
  for (const plugin of plugins) {
    if (field(plugin.spec, 'isInputRules') !== true) continue
    const meta: unknown = transaction.getMeta(plugin)
    const [text, from, to] = [field(meta, 'text'), field(meta, 'from'), field(meta, 'to')]
    if (typeof text === 'string' && typeof from === 'number' && typeof to === 'number') {
      return { plugin, text, from, to }
    }
  }
  return undefined
}

/** The same steps on a document that has come to be the same. */
function repeated(transaction: Transaction, again: Transaction, rule: AppliedRule): Transaction {
  const { plugin, text, from, to } = rule
  for (const step of transaction.steps) again.step(step)
  again.setSelection(Selection.fromJSON(again.doc, transaction.selection.toJSON()))
  if (transaction.storedMarksSet) again.setStoredMarks(transaction.storedMarks)
  if (transaction.scrolledIntoView) again.scrollIntoView()
  const stopsLinks: unknown = transaction.getMeta(NO_LINKS)
  if (stopsLinks !== undefined) again.setMeta(NO_LINKS, stopsLinks)
  // What Backspace undoes.
  return again.setMeta(plugin, { transform: again, text, from, to })
}
