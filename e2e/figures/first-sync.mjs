// From `new` to the first `sync` event: WeftProvider with Weft's command, y-websocket's provider with @y/websocket-server,
// each server a process of its own, turn by turn in one run on loopback. Each round has a new Y.Doc, as a page that is
// opened, and a document that somebody else has open; only in the last row nobody has ever opened it. Weft then begins its
// history, which is on disk before anybody is answered; @y/websocket-server keeps nothing.
// Usage, after a build: npm run figure:first-sync [-- <rounds> [chromium]]
import { existsSync } from 'node:fs'
import { cpus } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { chromium } from '@playwright/test'
import { WeftProvider } from '@weft/provider'
import { SeededRandom } from '@weft/testkit'
import { rolldown } from 'rolldown'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { firstSync } from './first-sync-client.mjs'
import { startStock } from './start-stock.mjs'
import { startWeft } from './start-weft.mjs'

const [rounds = '200', place = 'Node'] = process.argv.slice(2)
const ROUNDS = Number(rounds)
const WARM_UP = Math.ceil(ROUNDS / 10)
const LIMIT = 1.5

const weft = await startWeft({ flags: ['--log-level', 'error'] })
const stock = await startStock()
const client = place === 'chromium' ? await openBrowser() : openNode()
const kinds = ['Weft', 'y-websocket']
const urlOf = (kind) => (kind === 'Weft' ? weft : stock).url.replace('http', 'ws')
console.log(
  `${ROUNDS} rounds in ${place}, Node ${process.versions.node}, ${cpus().length} × ${cpus()[0].model.trim()}`,
)
try {
  for (const kib of [0, 10, 1024]) await compare(`${kib} KiB`, typed(kib * 1024))
  await compare('a new document', undefined)
} finally {
  await client.close()
  await stock.stop()
  await weft.stop()
}
// A provider of y-websocket keeps its timers for a while.
process.exit()

/** @param content Undefined for documents that nobody has opened before. */
async function compare(title, content) {
  const editors = content ? kinds.map((kind) => edit(kind, title, content)) : []
  // So that the servers have it all, and write nothing while we measure.
  await sleep(1_000)
  const times = new Map(kinds.map((kind) => [kind, []]))
  for (let round = -WARM_UP; round < ROUNDS; round += 1) {
    // The first of a pair may pay for what the pair before has left behind.
    for (const kind of round % 2 === 0 ? kinds : kinds.toReversed()) {
      const name = content ? title : `${title} ${round}`
      const { tookMs, length } = await client.firstSync(kind, urlOf(kind), name)
      if (length !== (content?.getText('text').length ?? 0))
        throw new Error(`${kind} was synced without the content`)
      if (round >= 0) times.get(kind).push(tookMs)
      await sleep(2)
    }
  }
  for (const editor of editors) editor.destroy()
  const [ours, theirs] = kinds.map((kind) => median(times.get(kind)))
  const ratio = ours / theirs
  if (ratio > LIMIT) process.exitCode = 1
  console.log(
    `${title.padStart(14)}: Weft ${ours.toFixed(2)} ms, y-websocket ${theirs.toFixed(2)} ms, ` +
      `ratio ${ratio.toFixed(2)} (${ratio > LIMIT ? 'MORE THAN' : 'at most'} ${LIMIT})`,
  )
}

/** Somebody who has the document open while others come. Weft's provider serves both servers alike. */
function edit(kind, documentName, content) {
  const options = { WebSocketPolyfill: WebSocket, disableBc: true }
  return new WeftProvider(urlOf(kind), documentName, content, options)
}

function openNode() {
  return {
    firstSync: (...document) => firstSync(...document, { WebSocketPolyfill: WebSocket }),
    close: async () => {},
  }
}

async function openBrowser() {
  const build = await rolldown({
    input: fileURLToPath(new URL('first-sync-client.mjs', import.meta.url)),
  })
  const { output } = await build.generate({ format: 'iife', name: 'client' })
  const executablePath = [process.env.CHROMIUM, '/usr/bin/chromium'].find(
    (path) => path && existsSync(path),
  )
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
  // A page of Weft's own origin; others it must be told of first.
  const page = await browser.newPage({ bypassCSP: true })
  await page.goto(`${weft.url}/healthz`)
  await page.addScriptTag({ content: output[0].code })
  return {
    firstSync: (...document) => page.evaluate((of) => globalThis.client.firstSync(...of), document),
    close: () => browser.close(),
  }
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
