// A page with a provider and nothing else: how soon any page could have a document in this browser.
import { WeftProvider } from '@weft/provider'
import { indexedDb } from '@weft/provider/offline'
import { Doc } from 'yjs'

const keeps = new URLSearchParams(location.search).has('keeps')
const url = location.origin.replace('http', 'ws')
const options = keeps ? { offline: indexedDb() } : {}
const doc = new Doc()
performance.mark('weft:opened')
const provider = new WeftProvider(url, 'typing', doc, options)
void provider.whenSynced.then(() => {
  performance.mark('weft:synced')
  const text = document.createElement('p')
  text.textContent = doc.getXmlFragment('default').toString()
  document.body.append(text)
})
