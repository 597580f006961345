// What Vite and webpack bundle: a page with React and a document of its own, which says when it is saved.
import { useProvider, useSaveState, useStatus, WeftDocument } from '@weft/react'
import { createElement as h, StrictMode, useEffect } from 'react'
import { createRoot } from 'react-dom/client'
import * as Y from 'yjs'

function Page() {
  const provider = useProvider()
  const { state, unsavedChanges } = useSaveState()
  useEffect(() => provider.doc.getText('text').insert(0, 'woven'), [provider])
  return h('p', null, [useStatus(), state, unsavedChanges, provider.doc instanceof Y.Doc].join(' '))
}

const { serverUrl, documentName } = globalThis
createRoot(document.body).render(
  h(
    StrictMode,
    null,
    h(WeftDocument, { url: serverUrl, name: documentName, fallback: 'opening' }, h(Page)),
  ),
)
