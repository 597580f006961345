// The compiler runs this test: `npm run check` types it, and what does not fit does not compile. Each binding takes the
// provider without a cast, and refuses a thing that is none, so that a binding whose types were not found is noticed.

import { CollaborationPlugin } from '@lexical/react/LexicalCollaborationPlugin'
import { initLocalState, type Provider as LexicalProvider } from '@lexical/yjs'
import { withCursors, withYjs } from '@slate-yjs/core'
import { Collaboration } from '@tiptap/extension-collaboration'
import { CollaborationCaret } from '@tiptap/extension-collaboration-caret'
import { yCursorPlugin as yTiptapCursorPlugin } from '@tiptap/y-tiptap'
import type { WeftProvider } from '@weft/provider'
import type { editor } from 'monaco-editor'
import type Quill from 'quill'
import { createElement } from 'react'
import { createEditor } from 'slate'
import { yCollab } from 'y-codemirror.next'
import { MonacoBinding } from 'y-monaco'
import { yCursorPlugin } from 'y-prosemirror'
import type { Awareness } from 'y-protocols/awareness'
import { QuillBinding } from 'y-quill'
import { type Doc, XmlText } from 'yjs'

/** What a page that has a provider can give to its editor's binding. */
declare const provider: WeftProvider
declare const quill: Quill
declare const model: editor.ITextModel

const { awareness, doc } = provider
const text = doc.getText('text')

// y-prosemirror, and Tiptap's own copy of it
yCursorPlugin(awareness)
yTiptapCursorPlugin(awareness)
// @ts-expect-error No awareness.
yCursorPlugin(provider)
// @ts-expect-error No awareness.
yTiptapCursorPlugin(provider)

// Tiptap declares `provider: any`, so what its caret reads is written down here.
interface TiptapProvider {
  awareness: Pick<Awareness, 'states' | 'setLocalStateField' | 'on' | 'off'>
}
const tiptapProvider: TiptapProvider = provider
Collaboration.configure({ document: doc, provider })
CollaborationCaret.configure({ provider: tiptapProvider, user: { name: 'Ada', color: '#c2185b' } })
// @ts-expect-error No document.
Collaboration.configure({ document: provider })

// y-codemirror.next declares `awareness: any`; this is what it reads.
type CodeMirrorAwareness = Pick<
  Awareness,
  'doc' | 'getLocalState' | 'setLocalStateField' | 'getStates' | 'on' | 'off'
>
const codeMirrorAwareness: CodeMirrorAwareness = awareness
yCollab(text, codeMirrorAwareness)
// @ts-expect-error No text.
yCollab(doc, codeMirrorAwareness)

new QuillBinding(text, quill, awareness)
// @ts-expect-error No awareness.
new QuillBinding(text, quill, provider)

new MonacoBinding(text, model, new Set(), awareness)
// @ts-expect-error No awareness.
new MonacoBinding(text, model, new Set(), provider)

// Slate
const slateEditor = withYjs(createEditor(), doc.get('content', XmlText))
withCursors(slateEditor, awareness, { data: { name: 'Ada', color: '#c2185b' } })
// @ts-expect-error No awareness.
withCursors(slateEditor, provider)

// Lexical asks the most: its own type for every state, and two events that nobody emits.
const lexicalProvider: LexicalProvider = provider
initLocalState(lexicalProvider, 'Ada', '#c2185b', true, {})
createElement(CollaborationPlugin, {
  id: 'document',
  providerFactory: () => provider,
  shouldBootstrap: false,
})
// TypeScript holds a generic `on` for any overloads, so each event is listened to as Lexical listens.
declare const onStatus: (event: { status: string }) => void
declare const onSync: (isSynced: boolean) => void
declare const onUpdate: (update: unknown) => void
declare const onReload: (doc: Doc) => void
provider.on('status', onStatus)
provider.on('sync', onSync)
provider.on('update', onUpdate)
provider.on('reload', onReload)
provider.off('status', onStatus)
provider.off('sync', onSync)
provider.off('update', onUpdate)
provider.off('reload', onReload)

interface StockTyped extends Omit<WeftProvider, 'awareness'> {
  readonly awareness: Awareness
}
declare const stockTyped: StockTyped
createElement(CollaborationPlugin, {
  id: 'document',
  // @ts-expect-error An awareness of y-protocols' own type does not fit, which is why the provider's is wider.
  providerFactory: () => stockTyped,
  shouldBootstrap: false,
})
