// A Node program of ES modules: an edit of one document reaches another one by way of the server.
import { WeftProvider } from '@weft/provider'
import { saveStore } from '@weft/provider/stores'
import { WebSocket } from 'ws'
import * as Y from 'yjs'

const [, , url] = process.argv
const open = () =>
  new WeftProvider(url, 'esm', new Y.Doc(), { WebSocketPolyfill: WebSocket, disableBc: true })

const first = open()
first.doc.getMap('map').set('nested', new Y.Map([['words', 'woven']]))
await first.whenSaved()
const second = open()
await second.whenSynced
const nested = second.doc.getMap('map').get('nested')
console.log(
  JSON.stringify({
    words: nested.get('words'),
    isOneYjs: nested instanceof Y.Map,
    saveState: saveStore(first).getSnapshot().state,
  }),
)
first.destroy()
second.destroy()
