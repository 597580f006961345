import { Extension } from '@tiptap/core'
import * as Y from 'yjs'

/**
 * Takes out of the shared text what the Yjs binding cannot read and would throw at, in every window: text outside of a
 * paragraph, maps, bare values. No editor writes these; a hostile peer can.
 *
 * @param isOurs Whether the text is one that this editor may change.
 * @returns Stops it.
 */
export function keepSound(fragment: Y.XmlFragment, isOurs = () => true): () => void {
  const { doc } = fragment
  if (!doc) return () => {}
  // Just before the binding looks, and as a part of the same change: it is not told to others as one of ours.
  const look = (transaction: Y.Transaction) => {
    if (!isOurs()) return
    for (const type of transaction.changed.keys()) {
      if (type instanceof Y.XmlFragment && isIn(type, fragment))
        takeOut(type, fragment, transaction)
    }
  }
  doc.transact((transaction) => takeOut(fragment, fragment, transaction))
  doc.on('beforeObserverCalls', look)
  return () => doc.off('beforeObserverCalls', look)
}

interface SoundContentOptions {
  readonly fragment: Y.XmlFragment | undefined
  readonly isOurs: (() => boolean) | undefined
}

/** {@link keepSound} for as long as an editor shows the text. It must come before the binding. */
export const SoundContent = Extension.create<SoundContentOptions>({
  name: 'soundContent',
  addOptions: () => ({ fragment: undefined, isOurs: undefined }),
  onBeforeCreate() {
    const { fragment, isOurs } = this.options
    if (!fragment) return
    const stop = keepSound(fragment, isOurs)
    this.editor.on('destroy', stop)
  },
})

function takeOut(type: Y.XmlFragment, root: Y.XmlFragment, transaction: Y.Transaction): void {
  for (let item = type._start; item; item = item.right) {
    if (item.deleted || !item.countable) continue
    const child = item.content instanceof Y.ContentType ? item.content.type : undefined
    if (child instanceof Y.XmlElement) takeOut(child, root, transaction)
    else if (!(child instanceof Y.Text) || type === root) item.delete(transaction)
  }
}

function isIn(type: Y.XmlFragment, root: Y.XmlFragment): boolean {
  let around: unknown = type
  while (around instanceof Y.XmlElement) around = around.parent
  return around === root
}
