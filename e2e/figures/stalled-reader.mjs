// What a reader that stops costs the server while 96 MiB are written past it: the real command with LevelDB as a process
// of its own, its memory from /proc. Linux only. The same run without and with the stall, twice.
// Usage, after a build: npm run figure:stalled-reader [-- <MiB>]
import { randomBytes } from 'node:crypto'
import { cpus } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import * as Y from 'yjs'
import { residentMib } from './memory-of.mjs'
import { RawPeer } from './raw-peer.mjs'
import { startWeft } from './start-weft.mjs'

const WRITTEN_MIB = Number(process.argv[2] ?? 96)
const WRITE_BYTES = 64 * 1024
const WRITES = (WRITTEN_MIB * 1024 * 1024) / WRITE_BYTES
/** Writes that are not confirmed yet. */
const UNDER_WAY = 8
const KEYS = 16

console.log(
  `${WRITTEN_MIB} MiB past a reader, Node ${process.versions.node}, ${cpus().length} × ${cpus()[0].model.trim()}`,
)
const runs = []
for (const isStalled of [false, true, false, true]) {
  const run = await measure(isStalled)
  runs.push(run)
  console.log(
    `${isStalled ? 'reader stalled' : 'reader reading'}: ${run.idleMib.toFixed(1)} MiB idle, ` +
      `${run.medianMib.toFixed(1)} MiB in the median and ${run.peakMib.toFixed(1)} MiB at most while writing, ` +
      `${run.isComplete ? 'complete' : 'INCOMPLETE'}`,
  )
}
const mean = (isStalled, of) => {
  const values = runs.filter((run) => run.isStalled === isStalled).map(of)
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
const difference = (of) => (mean(true, of) - mean(false, of)).toFixed(1)
console.log(
  `difference: ${difference((run) => run.medianMib)} MiB (median), ${difference((run) => run.peakMib)} MiB (peak)`,
)
if (runs.some(({ isComplete }) => !isComplete)) process.exitCode = 1

async function measure(isStalled) {
  const weft = await startWeft({ flags: ['--log-level', 'error'] })
  const url = `${weft.url.replace('http', 'ws')}/stalled`
  const docs = { writer: new Y.Doc(), reader: new Y.Doc(), other: new Y.Doc() }
  let confirmed = 0
  const follow = (doc) => (message, peer) => {
    if (message.type === 'saved') {
      if (doc === docs.writer) confirmed = message.count
    } else if (message.type === 'syncStep1') {
      peer.say({ type: 'syncStep2', update: Y.encodeStateAsUpdate(doc, message.stateVector) })
    } else if ('update' in message) {
      Y.applyUpdate(doc, message.update, 'server')
    } else if (message.type === 'ping') {
      peer.say({ type: 'pong', id: message.id })
    }
  }
  const peers = {}
  let sampling
  try {
    for (const [name, doc] of Object.entries(docs)) {
      peers[name] = new RawPeer(url, follow(doc))
      await peers[name].opened()
      peers[name].greet(Y.encodeStateVector(doc))
    }
    docs.writer.on('update', (update, origin) => {
      if (origin !== 'server') peers.writer.say({ type: 'update', update })
    })
    await until(() => confirmed === 1)
    await sleep(1_000)
    const idleMib = residentMib(weft.pid)
    if (isStalled) peers.reader.socket.pause()
    const samples = []
    sampling = setInterval(() => samples.push(residentMib(weft.pid)), 20)
    const map = docs.writer.getMap('map')
    for (let index = 0; index < WRITES; index += 1) {
      await until(() => index + 1 - confirmed < UNDER_WAY)
      // What cannot be compressed or shared; the document itself stays small.
      map.set(`key ${index % KEYS}`, new Uint8Array(randomBytes(WRITE_BYTES)))
    }
    await until(() => confirmed === WRITES + 1)
    clearInterval(sampling)
    peers.reader.socket.resume()
    const isComplete = await isSame(docs)
    samples.sort((a, b) => a - b)
    return {
      isStalled,
      idleMib,
      medianMib: samples[Math.floor(samples.length / 2)] - idleMib,
      peakMib: samples.at(-1) - idleMib,
      isComplete,
    }
  } finally {
    clearInterval(sampling)
    for (const peer of Object.values(peers)) peer.end()
    await weft.stop()
  }
}

async function isSame({ writer, reader, other }) {
  const snapshot = Y.snapshot(writer)
  const isThere = (doc) => Y.equalSnapshots(snapshot, Y.snapshot(doc))
  return until(() => isThere(reader) && isThere(other)).then(
    () => true,
    () => false,
  )
}

async function until(condition) {
  const endMs = performance.now() + 60_000
  while (!condition()) {
    if (performance.now() > endMs) throw new Error('It took more than a minute')
    await sleep(1)
  }
}
