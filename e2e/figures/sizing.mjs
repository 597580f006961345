// What a server needs: memory for each open document, small and of 1 MiB, the CPU for an edit in a room of two and of a
// hundred, and the disk for an edit, before and after `weft compact`. The real command, with its default settings.
// Linux only. Usage, after a build: npm run figure:sizing
import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { WeftProvider } from '@weft/provider'
import { SeededRandom } from '@weft/testkit'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { cpuMs } from './cpu-of.mjs'
import { residentMib } from './memory-of.mjs'
import { RawPeer } from './raw-peer.mjs'
import { startWeft, WEFT } from './start-weft.mjs'

const SMALL_DOCUMENTS = 1_000
const SMALL_CHARACTERS = 1_024
const LARGE_DOCUMENTS = 20
const LARGE_BYTES = 1024 * 1024
const SETTLE_MS = 10_000
const EDITS = 4_000
const EDIT_EVERY_MS = 5
const HOT_ROOM = 100

console.log(`Node ${process.versions.node}, ${cpus().length} × ${cpus()[0].model.trim()}`)
const small = new Y.Doc()
small.getText('text').insert(0, 'x'.repeat(SMALL_CHARACTERS))
await documents(`text of ${SMALL_CHARACTERS} characters`, SMALL_DOCUMENTS, small)
const large = typed()
await documents('typed text of 1 MiB encoded', LARGE_DOCUMENTS, large)
for (const people of [2, HOT_ROOM]) await editing(people)
process.exit()

/** A text as typing leaves it, with corrections, so that its history takes 1 MiB. */
function typed() {
  const random = new SeededRandom(7)
  const doc = new Y.Doc()
  const text = doc.getText('text')
  let cursor = 0
  for (let edits = 1; ; edits += 1) {
    if (random.next() < 0.05) cursor = random.below(text.length + 1)
    if (cursor > 0 && random.next() < 0.2) text.delete((cursor -= 1), 1)
    else text.insert(cursor++, 'a')
    if (edits % 5_000 > 0) continue
    if (Y.encodeStateAsUpdate(doc).length >= LARGE_BYTES) {
      console.log(`1 MiB encoded is ${text.length} characters in ${edits} edits`)
      return doc
    }
  }
}

/** The memory that so many open documents take, with one connection each. */
async function documents(title, count, content) {
  const server = await startWeft({ flags: ['--log-level', 'error'] })
  try {
    const url = server.url.replace('http', 'ws')
    const update = Y.encodeStateAsUpdate(content)
    const first = await write(url, 'first', update)
    await sleep(SETTLE_MS)
    const beforeMib = residentMib(server.pid)
    const peers = []
    for (let number = 0; number < count; number += 1)
      peers.push(await write(url, `document-${number}`, update))
    await sleep(SETTLE_MS)
    const each = ((residentMib(server.pid) - beforeMib) * 1024) / count
    console.log(
      `${title}: ${each.toFixed(0)} KiB of memory for each that is open, with one connection`,
    )
    for (const peer of [first, ...peers]) peer.destroy()
  } finally {
    await server.stop()
  }
}

/** Resolves with a connection once the document holds this, on disk. */
async function write(url, document, update) {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, update)
  const provider = new WeftProvider(url, document, doc, {
    WebSocketPolyfill: WebSocket,
    disableBc: true,
  })
  await provider.whenSaved()
  return provider
}

/** One writes key by key, and so many less one read along. */
async function editing(people) {
  const data = await mkdtemp(join(tmpdir(), 'weft-sizing-'))
  const server = await startWeft({ data, flags: ['--log-level', 'error'] })
  try {
    const url = `${server.url.replace('http', 'ws')}/room`
    let delivered = 0
    for (let number = 1; number < people; number += 1) {
      const reader = new RawPeer(url, ({ type }) => (delivered += type === 'update' ? 1 : 0))
      await reader.opened()
      reader.greet(Y.encodeStateVector(new Y.Doc()))
    }
    const doc = new Y.Doc()
    let confirmed = 0
    const writer = new RawPeer(url, (message) => {
      if (message.type === 'saved') confirmed = message.count
    })
    await writer.opened()
    writer.greet(Y.encodeStateVector(doc))
    await sleep(SETTLE_MS)
    doc.on('update', (update) => writer.say({ type: 'update', update }))
    const [bytesBefore, cpuBefore] = [await sizeOf(data), cpuMs(server.pid)]
    const startMs = performance.now()
    for (let edits = 0; edits < EDITS; edits += 1) {
      doc.getText('text').insert(edits, 'x')
      await sleep(EDIT_EVERY_MS)
    }
    while (confirmed < EDITS) await sleep(20)
    const rate = (EDITS * 1000) / (performance.now() - startMs)
    const micros = ((cpuMs(server.pid) - cpuBefore) * 1000) / EDITS
    const bytes = ((await sizeOf(data)) - bytesBefore) / EDITS
    console.log(
      `${people} people, ${EDITS} edits of one key, ${rate.toFixed(0)} a second: ${micros.toFixed(0)} µs of CPU for an edit, ` +
        `its ${people - 1} deliveries (in ${(delivered / (people - 1)).toFixed(0)} messages each) and the disk; ${bytes.toFixed(0)} bytes of disk for an edit`,
    )
    await server.stop()
    await promisify(execFile)(process.execPath, [WEFT, 'compact', '--data', data])
    console.log(
      `  after weft compact: ${((await sizeOf(data)) / 1024).toFixed(0)} KiB in the data folder`,
    )
  } finally {
    await server.stop('SIGKILL')
    await rm(data, { recursive: true, force: true })
  }
}

async function sizeOf(folder) {
  const names = await readdir(folder, { recursive: true })
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(folder, name)).then(
        (file) => (file.isFile() ? file.size : 0),
        () => 0,
      ),
    ),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}
