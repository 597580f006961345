import { type Extension } from '@codemirror/state'
import { type EditorView, type PluginValue, ViewPlugin, type ViewUpdate } from '@codemirror/view'
import { yCollab, ySync, ySyncAnnotation, ySyncFacet } from 'y-codemirror.next'
import type * as Y from 'yjs'
import { changesFrom, codeText, difference, growthOf, placesIn } from './code-text.ts'
import { splitsCharacter, wholeCharacters } from './whole-characters.ts'

/**
 * Binds an editor to a Yjs text, with an undo that takes back only what was done here.
 *
 * The binding is y-codemirror.next's, but for two parts. Its carets write what peers publish into a style. And its sync
 * takes a text for made of text only: one embed that a peer puts in breaks every editor that has the document open. Nor does
 * it know that Yjs takes no half of a character, and shows an emoji where the document has none any more.
 */
export function codeSync(text: Y.Text, undoManager: Y.UndoManager): Extension {
  const parts = yCollab(text, null, { undoManager })
  if (!isList(parts)) throw new Error('y-codemirror.next is put together in another way')
  return [
    ...parts.filter((part) => part !== ySync),
    wholeCharacters((transaction) => transaction.annotation(ySyncAnnotation) !== undefined),
    ViewPlugin.define((view) => sync(view, text)),
  ]
}

function isList(extension: Extension): extension is readonly Extension[] {
  return Array.isArray(extension)
}

function sync(view: EditorView, text: Y.Text): PluginValue {
  const binding = view.state.facet(ySyncFacet)

  const fromYjs = ({ delta }: Y.YTextEvent, { origin }: Y.Transaction) => {
    if (origin === binding) return
    const told = changesFrom(delta)
    const { doc } = view.state
    const isWhole =
      doc.length + growthOf(told) === text.length &&
      !placesIn(delta).some((place) => splitsCharacter(doc, place))
    const changes = isWhole ? told : difference(doc.toString(), codeText(text))
    view.dispatch({ changes, annotations: [ySyncAnnotation.of(binding)] })
  }
  text.observe(fromYjs)

  const toYjs = ({ docChanged, transactions, changes, startState }: ViewUpdate) => {
    const isFromYjs = transactions.some((each) => each.annotation(ySyncAnnotation) === binding)
    if (!docChanged || isFromYjs) return
    text.doc?.transact(() => {
      let shift = 0
      changes.iterChanges((start, end, _start, _end, insert) => {
        const { doc } = startState
        const from = splitsCharacter(doc, start) ? start - 1 : start
        const to = splitsCharacter(doc, end) ? end + 1 : end
        const written =
          doc.sliceString(from, start) +
          insert.sliceString(0, insert.length, '\n') +
          doc.sliceString(end, to)
        if (to > from) text.delete(from + shift, to - from)
        if (written !== '') text.insert(from + shift, written)
        shift += written.length - (to - from)
      })
    }, binding)
  }
  return { update: toYjs, destroy: () => text.unobserve(fromYjs) }
}
