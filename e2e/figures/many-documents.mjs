// A page with fifty documents: over one socket (WeftSocket) and over fifty, turn by turn in one run on loopback, each side
// with a server of its own. Time from the first `new` until all are synced, bytes over TCP with the handshakes, what a
// minute of nothing costs, and the server's memory for each document that stays open.
// Usage, after a build: npm run figure:many-documents [-- <rounds> <pages that stay>]
import { cpus } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { WeftProvider } from '@weft/provider'
import { WeftSocket } from '@weft/provider/socket'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { cpuMs } from './cpu-of.mjs'
import { residentMib } from './memory-of.mjs'
import { startWeft } from './start-weft.mjs'

const ROUNDS = Number(process.argv[2] ?? 30)
const PAGES = Number(process.argv[3] ?? 40)
const DOCUMENTS = 50
const IDLE_MS = 60_000
// Documents that are closed leave at once, so that the memory is that of those which are open.
const limits = ['maxConnections=20000', 'unloadDelayMs=0']
const flags = ['--log-level', 'error', '--limit', ...limits]
const sides = [
  { name: 'one socket', isShared: true },
  { name: `${DOCUMENTS} sockets`, isShared: false },
]
console.log(
  `${ROUNDS} rounds of ${DOCUMENTS} documents, then ${PAGES} pages of them that stay. ` +
    `Node ${process.versions.node}, ${cpus().length} × ${cpus()[0].model.trim()}`,
)
for (const measure of [openAndClose, stay]) {
  for (const side of sides) side.server = await startWeft({ flags })
  try {
    await measure()
  } finally {
    await Promise.all(sides.map(({ server }) => server.stop()))
  }
}
process.exit()

async function openAndClose() {
  const seen = sides.map(() => ({ ms: [], bytes: [], cpuMs: [] }))
  for (let round = -3; round < ROUNDS; round += 1) {
    for (const index of round % 2 === 0 ? [0, 1] : [1, 0]) {
      const side = sides[index]
      const cpuBefore = cpuMs(side.server.pid)
      const startMs = performance.now()
      const page = open(side, `round ${round}`)
      await page.synced
      const ms = performance.now() - startMs
      await sleep(200)
      const bytes = page.bytes()
      if (round >= 0) {
        seen[index].ms.push(ms)
        seen[index].bytes.push(bytes)
        seen[index].cpuMs.push(cpuMs(side.server.pid) - cpuBefore)
      }
      page.close()
      await sleep(100)
    }
  }
  report(
    'until all are synced',
    'ms',
    seen.map(({ ms }) => median(ms)),
  )
  report(
    'bytes until then, both ways',
    'KiB',
    seen.map(({ bytes }) => median(bytes) / 1024),
  )
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length
  report(
    'server CPU for a page',
    'ms',
    seen.map((each) => mean(each.cpuMs)),
  )
}

async function stay() {
  const perDocument = []
  const idleBytes = []
  const held = []
  for (const side of sides) {
    // What a server needs to run at all.
    const first = open(side, 'first page')
    await first.synced
    first.close()
    await sleep(1_000)
    const beforeMib = residentMib(side.server.pid)
    const pages = []
    for (let number = 0; number < PAGES; number += 1) {
      const page = open(side, `page ${number}`)
      await page.synced
      pages.push(page)
    }
    await sleep(3_000)
    perDocument.push(((residentMib(side.server.pid) - beforeMib) * 1024) / (PAGES * DOCUMENTS))
    held.push(pages)
  }
  report('server memory for a document that stays open', 'KiB', perDocument)
  const before = held.map((pages) => pages[0].bytes())
  await sleep(IDLE_MS)
  for (const [index, pages] of held.entries()) {
    idleBytes.push((pages[0].bytes() - before[index]) / 1024)
    for (const page of pages) page.close()
  }
  report('bytes in a minute in which nothing happens', 'KiB', idleBytes)
}

/** Opens a page: one provider for each of its documents. */
function open({ server, isShared }, page) {
  const streams = []
  class CountedWebSocket extends WebSocket {
    constructor(url, protocols) {
      super(url, protocols)
      this.on('upgrade', ({ socket }) => streams.push(socket))
    }
  }
  const url = server.url.replace('http', 'ws')
  const WebSocketPolyfill = CountedWebSocket
  const socket = isShared ? new WeftSocket(url, { WebSocketPolyfill }) : undefined
  const providers = Array.from({ length: DOCUMENTS }, (_, index) => {
    const options = { disableBc: true, ...(socket ? { socket } : { WebSocketPolyfill }) }
    return new WeftProvider(url, `${page}, document ${index}`, new Y.Doc(), options)
  })
  return {
    synced: Promise.all(providers.map(({ whenSynced }) => whenSynced)),
    bytes: () => streams.reduce((sum, stream) => sum + stream.bytesRead + stream.bytesWritten, 0),
    close() {
      for (const provider of providers) provider.destroy()
      socket?.destroy()
    },
  }
}

function report(what, unit, [shared, alone]) {
  console.log(
    `${what}: ${sides[0].name} ${shared.toFixed(1)} ${unit}, ${sides[1].name} ${alone.toFixed(1)} ${unit}, ` +
      `ratio ${(shared / alone).toFixed(2)}`,
  )
}

function median(values) {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]
}
