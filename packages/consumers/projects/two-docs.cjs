// The same as a program of CommonJS modules.
const { WeftProvider } = require('@weft/provider')
const { saveStore } = require('@weft/provider/stores')
const { WebSocket } = require('ws')
const Y = require('yjs')

const [, , url] = process.argv
const open = () =>
  new WeftProvider(url, 'cjs', new Y.Doc(), { WebSocketPolyfill: WebSocket, disableBc: true })

async function main() {
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
}

void main()
