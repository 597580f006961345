import { type Extension } from '@codemirror/state'
import { type EditorView, type PluginValue, ViewPlugin, type ViewUpdate } from '@codemirror/view'
import { yCollab, ySync, ySyncAnnotation, ySyncFacet } from 'y-codemirror.next'
import type * as Y from 'yjs'
import { changesFrom, codeText, difference, growthOf } from './code-text.ts'

/**
 * Binds an editor to a Yjs text, with an undo that takes back only what was done here.
 *
 * The binding is y-codemirror.next's, but for two parts. Its carets write what peers publish into a style. And its sync
 * takes a text for made of text only: one embed that a peer puts in breaks every editor that has the document open.
 */
export function codeSync(text: Y.Text, undoManager: Y.UndoManager): Extension {
  const parts = yCollab(text, null, { undoManager })
  if (!isList(parts)) throw new Error('y-codemirror.next is put together in another way')
  return [...parts.filter((part) => part !== ySync), ViewPlugin.define((view) => sync(view, text))]
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
    const isWhole = doc.length + growthOf(told) === text.length
    const changes = isWhole ? told : difference(doc.toString(), codeText(text))
    view.dispatch({ changes, annotations: [ySyncAnnotation.of(binding)] })
  }
  text.observe(fromYjs)

  const toYjs = ({ docChanged, transactions, changes }: ViewUpdate) => {
    const isFromYjs = transactions.some((each) => each.annotation(ySyncAnnotation) === binding)
    if (!docChanged || isFromYjs) return
    text.doc?.transact(() => {
      let shift = 0
      changes.iterChanges((from, to, _from, _to, insert) => {
        const written = insert.sliceString(0, insert.length, '\n')
        if (to > from) text.delete(from + shift, to - from)
        if (written !== '') text.insert(from + shift, written)
        shift += written.length - (to - from)
      })
    }, binding)
  }
  return { update: toYjs, destroy: () => text.unobserve(fromYjs) }
}
