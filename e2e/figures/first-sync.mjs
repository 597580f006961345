// From `new` to the first `sync` event: WeftProvider with Weft's command, y-websocket's provider with @y/websocket-server,
// each server a process of its own, turn by turn in one run on loopback. Each round has a new Y.Doc, as a page that is
// opened, and a document that somebody else has open; only in the last row nobody has ever opened it. Weft then begins its
// history, which is on disk before anybody is answered; @y/websocket-server keeps nothing.
// Usage, after a build: npm run figure:first-sync [-- <rounds>]
import { cpus } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { WeftProvider } from '@weft/provider'
import { SeededRandom } from '@weft/testkit'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { startStock } from './start-stock.mjs'
import { startWeft } from './start-weft.mjs'

const ROUNDS = Number(process.argv[2] ?? 200)
const WARM_UP = Math.ceil(ROUNDS / 10)
const LIMIT = 1.5
const weft = await startWeft({ flags: ['--log-level', 'error'] })
const stock = await startStock()
const sides = [
  { name: 'Weft', server: weft, Provider: WeftProvider },
  { name: 'y-websocket', server: stock, Provider: WebsocketProvider },
]
console.log(
  `${ROUNDS} rounds, Node ${process.versions.node}, ${cpus().length} × ${cpus()[0].model.trim()}`,
)
try {
  for (const kib of [0, 10, 1024]) await compare(`${kib} KiB`, kib * 1024)
  await compare('a new document', undefined)
} finally {
  await stock.stop()
  await weft.stop()
}
// A provider of y-websocket keeps its timers for a while.
process.exit()

/** @param bytes How large the document is; undefined for new ones. */
async function compare(title, bytes) {
  const content = typed(bytes ?? 0)
  const isNew = bytes === undefined
  const editors = isNew ? [] : sides.map((side) => open(side, title, content))
  // So that the servers have it all, and write nothing while we measure.
  await sleep(1_000)
  const times = sides.map(() => [])
  for (let round = -WARM_UP; round < ROUNDS; round += 1) {
    // The first of a pair may pay for what the pair before has left behind.
    for (const index of round % 2 === 0 ? [0, 1] : [1, 0]) {
      const startMs = performance.now()
      const provider = open(sides[index], isNew ? `${title} ${round}` : title)
      await new Promise((resolve) => provider.once('sync', resolve))
      if (round >= 0) times[index].push(performance.now() - startMs)
      if (provider.doc.getText('text').length !== content.getText('text').length)
        throw new Error(`${sides[index].name} was synced without the content`)
      end(provider)
      await sleep(2)
    }
  }
  for (const provider of editors) end(provider)
  const [ours, theirs] = times.map(median)
  const ratio = ours / theirs
  if (ratio > LIMIT) process.exitCode = 1
  console.log(
    `${title.padStart(14)}: Weft ${ours.toFixed(2)} ms, y-websocket ${theirs.toFixed(2)} ms, ` +
      `ratio ${ratio.toFixed(2)} (${ratio > LIMIT ? 'MORE THAN' : 'at most'} ${LIMIT})`,
  )
}

function open({ server, Provider }, name, content = new Y.Doc()) {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(content))
  return new Provider(server.url.replace('http', 'ws'), name, doc, {
    WebSocketPolyfill: WebSocket,
    disableBc: true,
  })
}

function end(provider) {
  provider.destroy()
  provider.doc.destroy()
}

/** A document whose encoded state has about that many bytes: words, written here and there. */
function typed(bytes) {
  const random = new SeededRandom(8)
  const doc = new Y.Doc()
  const text = doc.getText('text')
  let written = 0
  doc.on('update', (update) => {
    written += update.length
  })
  while (written < bytes) text.insert(random.below(text.length + 1), 'several words at once ')
  return doc
}

function median(values) {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]
}
